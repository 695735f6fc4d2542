import js from '@eslint/js';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // The projects in spec/hosts/ are other people's, as far as the tools go: each runs in a folder of its own.
  globalIgnores(['dist/', 'build/', 'spec/hosts/*/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } } },
  {
    rules: {
      eqeqeq: 'error',
      // Named things are functions, and may be read from the top down; arrows are for callbacks and one-liners.
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      // `typeof import('node:timers')` may stay: it is how lib/ types a module that it asks Node for at run time.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],

      // Numbers print as one expects: `due at ${when} ms`.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => queue.push(x)` is a fine callback that returns nothing of interest.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What is caught is thrown on as it is, whatever it is.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Types are told apart by brand and shape, since two copies of this module may meet in one process.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // With noUncheckedIndexedAccess, `heap[i]!` is how one says that an index is known to be inside.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A coroutine that happens not to wait is still a coroutine, of either kind.
      'require-yield': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  // A CommonJS package, whose whole point that is.
  { files: ['packages/**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
