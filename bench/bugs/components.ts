import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** Components of a page, without the page: what they would show is a field. A user acts, a server answers. */

/** A field that shows what a server finds for its text. */
class Autocomplete {
  text = '';
  shown: readonly string[] = [];

  constructor(
    private readonly search: (text: string) => Promise<readonly string[]>,
    private readonly ignoresStale: boolean,
  ) {}

  async type(letter: string): Promise<void> {
    const text = (this.text += letter);
    const found = await this.search(text);
    if (!this.ignoresStale || text === this.text) this.shown = found;
  }
}

const WORDS = ['car', 'cart', 'cat', 'coat', 'cold'];
const matches = (text: string): readonly string[] => WORDS.filter((word) => word.startsWith(text));

async function autocomplete(world: World, ignoresStale: boolean): Promise<void> {
  const field = new Autocomplete(world.boundary('server.search', matches), ignoresStale);
  const press = world.boundary('user.press', (letter: string) => letter);
  const answers: Promise<void>[] = [];
  await world.spawn('user', async () => {
    for (const letter of 'car') answers.push(field.type(await press(letter)));
  });
  await Promise.all(answers);
  assert.deepEqual(field.shown, ['car', 'cart'], 'what is shown belongs to the text');
}

/** The same, where a search begins when the user has paused. */
class DebouncedAutocomplete {
  text = '';
  shown: readonly string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  constructor(
    private readonly search: (text: string) => Promise<readonly string[]>,
    private readonly ignoresStale: boolean,
  ) {}

  type(letter: string): void {
    this.text += letter;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), 500);
  }

  private async update(): Promise<void> {
    const asked = ++this.latest;
    const found = await this.search(this.text);
    if (!this.ignoresStale || asked === this.latest) this.shown = found;
  }
}

/** What a user types, and how long they take before each letter. */
interface Typing {
  readonly letters: string;
  readonly pausesMs: readonly (readonly [least: number, most: number])[];
}

/** Every letter at any pace, shorter or longer than the field waits. */
const ANY_PACE: Typing = { letters: 'cart', pausesMs: Array<readonly [number, number]>(4).fill([30, 1_500]) };
/** Two letters, a look at what is found, which takes longer than the field waits, and another letter. Easier: the first search is always made. */
const WITH_A_LOOK: Typing = {
  letters: 'car',
  pausesMs: [
    [30, 200],
    [30, 200],
    [630, 2_200],
  ],
};

async function debounced(world: World, ignoresStale: boolean, { letters, pausesMs }: Typing): Promise<void> {
  const search = world.boundary('server.search', matches, { latency: [20, 3_000] });
  const presses = pausesMs.map((latency) => world.boundary('user.press', (letter: string) => letter, { latency }));
  const field = new DebouncedAutocomplete(search, ignoresStale);
  await world.spawn('user', async () => {
    for (const [i, press] of presses.entries()) field.type(await press(letters[i]!));
  });
  await new Promise((resolve) => setTimeout(resolve, 5_000)); // longer than any pause and answer
  assert.deepEqual(field.shown, matches(letters), 'what is shown belongs to the text');
}

/** A page that shows a user and who follows them, for whichever user was chosen last. */
class ProfilePage {
  private selected = '';
  user = '';
  followers: readonly string[] = [];

  constructor(
    private readonly server: {
      user: (id: string) => Promise<string>;
      followers: (id: string) => Promise<readonly string[]>;
    },
    private readonly ignoresStale: boolean,
  ) {}

  async select(id: string): Promise<void> {
    this.selected = id;
    const user = await this.server.user(id);
    if (this.ignoresStale && this.selected !== id) return;
    this.user = user;
    const followers = await this.server.followers(id);
    if (this.ignoresStale && this.selected !== id) return;
    this.followers = followers;
  }
}

async function profile(world: World, ignoresStale: boolean): Promise<void> {
  const server = {
    user: world.boundary('server.user', (id: string) => `user ${id}`),
    followers: world.boundary('server.followers', (id: string) => [`follower of ${id}`]),
  };
  const page = new ProfilePage(server, ignoresStale);
  const click = world.boundary('user.click', (id: string) => id);
  const answers: Promise<void>[] = [];
  await world.spawn('user', async () => {
    for (const id of ['ann', 'bob']) answers.push(page.select(await click(id)));
  });
  await Promise.all(answers);
  assert.deepEqual([page.user, page.followers], ['user bob', ['follower of bob']], 'the user who was chosen is shown');
}

export const components: Program[] = [
  {
    name: 'autocomplete',
    idea: 'fast-check example',
    others: 'within 100, with a hand-written act',
    mark: 5,
    buggy: (world) => autocomplete(world, false),
    fixed: (world) => autocomplete(world, true),
  },
  {
    name: 'debounced autocomplete, any pace',
    idea: 'fast-check example',
    others: 'within 100, with a hand-written act',
    mark: 5,
    usesTime: true,
    buggy: (world) => debounced(world, false, ANY_PACE),
    fixed: (world) => debounced(world, true, ANY_PACE),
  },
  {
    name: 'debounced autocomplete, with a look',
    idea: 'fast-check example',
    others: 'within 100, with a hand-written act',
    mark: 5,
    usesTime: true,
    buggy: (world) => debounced(world, false, WITH_A_LOOK),
    fixed: (world) => debounced(world, true, WITH_A_LOOK),
  },
  {
    name: 'user profile',
    idea: 'fast-check example',
    others: 'within 100, with a hand-written act',
    mark: 5,
    buggy: (world) => profile(world, false),
    fixed: (world) => profile(world, true),
  },
];
