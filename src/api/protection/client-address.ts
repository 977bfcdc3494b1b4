const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

/**
 * The name under which the requests of an address are counted. An IPv6 client has at least a whole /64 to choose its
 * address from (RFC 6177), so the /64 counts. Whoever has no address shares one count with all others who have none.
 * @param address as Cloudflare writes it into `CF-Connecting-IP`
 */
export function bucketOfAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (IPV4.test(address)) return address;
  if (!URL.canParse(`http://[${address}]`)) return 'unknown';
  const groups = expand(new URL(`http://[${address}]`).hostname.slice(1, -1));
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
}

/** The eight groups of an address in the form of the URL standard, in which `::` stands for the missing ones. */
function expand(address: string): number[] {
  const [head = [], tail = []] = address
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))));
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
