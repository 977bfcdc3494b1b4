import { describe, expect, it } from 'vitest';

import { findKey, readApiKeys, readOperatorKey } from '../../../../src/api/protection/api-keys.ts';

const [FIRST, SECOND] = ['first-key-of-24-letters.', 'another+key/of=16+more'];

function read(text: string): { keys: ReturnType<typeof readApiKeys>; faults: string[] } {
  const faults: string[] = [];
  return { keys: readApiKeys(text, (fault) => faults.push(fault)), faults };
}

describe('API_KEYS', () => {
  it.each([',', '\n', ', ', '\r\n', ' '])('holds pairs and bare keys, separated by %j', (separator) => {
    expect(read(`shop:${FIRST}${separator}${SECOND}`)).toEqual({
      keys: [
        { name: 'shop', key: FIRST, operator: false },
        { name: 'key-2', key: SECOND, operator: false },
      ],
      faults: [],
    });
  });

  it('may be empty', () => {
    expect(read(' \n')).toEqual({ keys: [], faults: [] });
  });

  it.each([
    ['short', 'shop:fifteen-letters'.slice(0, -1)],
    ['bare and short', 'hunter2'],
    ['empty', 'shop:'],
    ['long', 'k'.repeat(257)],
    ['not ASCII', 'schlüssel-schlüssel'],
  ])('refuses a key that is %s without repeating it', (_, entry) => {
    const { keys, faults } = read(`${FIRST},${entry}`);
    expect(keys.map(({ key }) => key)).toEqual([FIRST]);
    expect(faults).toEqual(['API_KEYS: entry 2 is refused, because a key has 16 to 256 visible ASCII characters']);
  });

  it('refuses a name that may be half of a key', () => {
    const { keys, faults } = read(`abc/def==:${FIRST}`);
    expect(keys).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('entry 1 is refused, because its name');
    expect(faults[0]).not.toContain('abc');
  });
});

describe('OPERATOR_KEY', () => {
  it('is the whole text, colons included', () => {
    const faults: string[] = [];
    const complain = (fault: string): number => faults.push(fault);
    expect(readOperatorKey(`my:${FIRST}\n`, complain)).toEqual([
      { name: 'operator', key: `my:${FIRST}`, operator: true },
    ]);
    expect(readOperatorKey('hunter2', complain)).toEqual([]);
    expect(faults).toEqual(['OPERATOR_KEY is refused, because a key has 16 to 256 visible ASCII characters']);
  });
});

describe('a key that was sent', () => {
  const { keys } = read(`shop:${FIRST},${SECOND}`);

  it('is found among all', async () => {
    expect((await findKey(FIRST, keys))?.name).toBe('shop');
    expect((await findKey(SECOND, keys))?.name).toBe('key-2');
  });

  it.each(['', FIRST.slice(0, -1), `${FIRST}x`, FIRST.toUpperCase(), `shop:${FIRST}`])(
    'is not found when it is %j',
    async (given) => {
      expect(await findKey(given, keys)).toBeUndefined();
      expect(await findKey(given, [])).toBeUndefined();
    },
  );
});
