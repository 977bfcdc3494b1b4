import type { NetworkInterfaceInfo } from 'node:os';

import { expect, it } from 'vitest';

import { reachableAddresses } from '../../../../scripts/start/addresses.ts';

function ipv4(address: string, internal = false): NetworkInterfaceInfo {
  return {
    address,
    family: 'IPv4',
    internal,
    netmask: '255.255.255.0',
    mac: '00:00:00:00:00:00',
    cidr: `${address}/24`,
  };
}

it('puts the address first that a phone in the same Wi-Fi reaches', () => {
  const addresses = reachableAddresses({
    docker0: [ipv4('172.17.0.1')],
    lo: [ipv4('127.0.0.1', true)],
    eth1: [ipv4('169.254.7.7')],
    wlan0: [
      { ...ipv4('fd00::2'), family: 'IPv6', scopeid: 0, netmask: 'ffff::', cidr: 'fd00::2/64' },
      ipv4('192.168.1.5'),
    ],
    utun3: [ipv4('10.8.0.2')],
  });
  expect(addresses).toEqual(['192.168.1.5', '172.17.0.1', '10.8.0.2', '169.254.7.7']);
});

it('finds none on a machine without a network', () => {
  expect(reachableAddresses({ lo: [ipv4('127.0.0.1', true)] })).toEqual([]);
});
