/** Runs specs of this repository, from its source: the folders that are named. */
import { createRequire } from 'node:module';

process.chdir(process.env.REPOSITORY);
const { run } = createRequire(`${process.cwd()}/package.json`)('jest');
await run(process.argv.slice(2));
