import { describe, expect, it } from 'vitest';

import { bucketOfAddress } from '../../../../src/api/protection/client-address.ts';

describe('what an address is counted under', () => {
  it.each([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the same for another host of it', '2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['zeros in the middle', '2001:db8::1', '2001:db8:0:0::/64'],
    ['zeros in front', '::1', '0:0:0:0::/64'],
    ['IPv4 written as IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['nothing', undefined, 'unknown'],
    ['an empty header', '', 'unknown'],
    ['two addresses', '203.0.113.7, 203.0.113.8', 'unknown'],
    ['nonsense', '<script>', 'unknown'],
    ['a scoped address', 'fe80::1%eth0', 'unknown'],
  ])('%s', (_, address, bucket) => {
    expect(bucketOfAddress(address)).toBe(bucket);
  });
});
