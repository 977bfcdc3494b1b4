import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** What containers, virtual machines and tunnels call their interfaces; no phone is behind them. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|tailscale|zt|bridge|lxc|cni|flannel|podman)/i;

/** What a machine gives itself where nobody gave it an address (RFC 3927). */
const SELF_GIVEN = '169.254.';

/**
 * The IPv4 addresses at which others reach this machine, first the one that a phone in the same network most likely
 * reaches.
 */
export function reachableAddresses(interfaces = networkInterfaces()): string[] {
  return Object.entries(interfaces)
    .flatMap(([name, entries = []]) => entries.filter(isReachable).map(({ address }) => ({ name, address })))
    .map(({ name, address }) => ({
      address,
      doubts: Number(VIRTUAL.test(name)) + 2 * Number(address.startsWith(SELF_GIVEN)),
    }))
    .sort((a, b) => a.doubts - b.doubts)
    .map(({ address }) => address);
}

function isReachable({ family, internal }: NetworkInterfaceInfo): boolean {
  return family === 'IPv4' && !internal;
}
