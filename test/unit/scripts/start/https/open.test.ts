import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { openAuthority } from '../../../../../scripts/start/https/authority.ts';
import {
  alternativeNames,
  basicConstraints,
  keyUsage,
  serverAuthentication,
} from '../../../../../scripts/start/https/extension.ts';
import { DAY, issue } from '../../../../../scripts/start/https/issue.ts';
import { openHttps } from '../../../../../scripts/start/https/open.ts';
import { temporaryFolder } from '../../models/temporary.ts';

const NOW = new Date();
const ADDRESSES = ['192.168.1.5', 'fd00::1:2'];

const later = (days: number): Date => new Date(NOW.getTime() + days * DAY);
const certificateIn = (path: string): X509Certificate => new X509Certificate(readFileSync(path));

/** What a client hears from a server with this identity, or why it does not believe it. */
async function hear(pem: string, trusted: string | undefined, servername = 'localhost'): Promise<string> {
  const server = createServer({ key: pem, cert: pem }, (_, response) => response.end('hello')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, servername, agent: false, ...(trusted && { ca: trusted }) }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    }).once('error', ({ message }) => {
      resolve(message);
    });
  });
}

it('serves who trusts the authority, and nobody else', async () => {
  const { authority, identity } = await openHttps(ADDRESSES, temporaryFolder(), NOW);
  const pem = readFileSync(identity, 'utf8');
  expect(await hear(pem, readFileSync(authority.file, 'utf8'))).toBe('hello');
  expect(await hear(pem, undefined)).toBe('self-signed certificate in certificate chain');
  expect(await hear(pem, readFileSync(authority.file, 'utf8'), 'example.org')).toContain('does not match certificate');
});

it('names this machine and its addresses, as Node reads it, for three months', async () => {
  const { authority, identity } = await openHttps(
    [...ADDRESSES, 'laptop.example', 'fe80::7%eth0'],
    temporaryFolder(),
    NOW,
  );
  const certificate = certificateIn(identity);
  expect(certificate.subjectAltName?.split(', ')).toEqual([
    'DNS:localhost',
    'IP Address:127.0.0.1',
    'IP Address:0:0:0:0:0:0:0:1',
    'IP Address:192.168.1.5',
    'IP Address:FD00:0:0:0:0:0:1:2',
    'IP Address:FE80:0:0:0:0:0:0:7',
  ]);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(certificate.ca).toBe(false);
  expect(certificate.checkIssued(authority.certificate)).toBe(true);
  expect(certificate.validToDate.getTime()).toBe(Math.floor(later(90).getTime() / 1000) * 1000);
  expect(certificate.validFromDate < NOW).toBe(true);
  expect(authority.certificate.ca).toBe(true);
  expect(authority.certificate.serialNumber).not.toBe(certificate.serialNumber);
});

it('an authority is believed for private networks only, whatever it has signed', async () => {
  const authority = await openAuthority(temporaryFolder(), ['203.0.113.9'], NOW);
  const trusted = authority.certificate.toString();
  const signedFor = (...names: string[]): string => {
    const extensions = [
      basicConstraints(false),
      keyUsage('digitalSignature'),
      serverAuthentication(),
      alternativeNames(names),
    ];
    const { certificate, key } = issue({ name: 'somebody', days: 9, extensions }, authority, NOW);
    return `${key.export({ type: 'pkcs8', format: 'pem' }).toString()}${certificate.toString()}`;
  };
  for (const address of ['10.1.2.3', '172.31.0.1', '192.168.7.7', '100.64.3.3', '169.254.1.1', 'fd12::1', 'fe80::1'])
    expect(await hear(signedFor('localhost', address), trusted), address).toBe('hello');
  // An address outside of them that this machine had when the authority was made.
  expect(await hear(signedFor('localhost', '203.0.113.9'), trusted)).toBe('hello');
  for (const name of ['example.org', '203.0.113.8', '8.8.8.8', '172.32.0.1', '11.0.0.1', '2001:db8::1'])
    expect(await hear(signedFor('localhost', name), trusted), name).toBe('permitted subtree violation');
});

it('keeps what is there until another address has to be named or the end is near', async () => {
  const folder = temporaryFolder();
  const open = async (addresses: readonly string[], now: Date): Promise<string[]> => {
    const { authority, identity } = await openHttps(addresses, folder, now);
    expect(certificateIn(identity).verify(authority.certificate.publicKey)).toBe(true);
    expect(certificateIn(authority.file).fingerprint256).toBe(authority.certificate.fingerprint256);
    return [authority.certificate.fingerprint256, certificateIn(identity).fingerprint256];
  };
  const first = await open(['192.168.1.5'], NOW);
  expect(await open(['192.168.1.5'], later(75))).toEqual(first);
  const [authority, moved] = await open(['10.0.0.9'], NOW);
  expect([authority, moved === first[1]]).toEqual([first[0], false]);
  const [stillThat, renewed] = await open(['10.0.0.9'], later(77));
  expect([stillThat, renewed === moved]).toEqual([first[0], false]);
  // One outside of private networks, which the authority did not name: phones have to be told anew.
  const [named] = await open(['203.0.113.9'], NOW);
  expect(named).not.toBe(first[0]);
  expect((await open(['203.0.113.9', '192.168.1.5'], NOW))[0]).toBe(named);
  const [old] = await open(['192.168.1.5'], later(4 * 365 + 1));
  expect(old).not.toBe(named);
});

it('makes anew what is damaged, and a key that belongs to another certificate', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  const first = await openHttps(ADDRESSES, folder, NOW);
  writeFileSync(first.identity, 'no certificate');
  const second = await openHttps(ADDRESSES, folder, NOW);
  expect(certificateIn(second.identity).verify(second.authority.certificate.publicKey)).toBe(true);
  expect(second.authority.certificate.fingerprint256).toBe(first.authority.certificate.fingerprint256);
  const strange = await openHttps(ADDRESSES, other, NOW);
  const [key] = readFileSync(join(other, 'authority.pem'), 'utf8').split(/(?<=END PRIVATE KEY-----\n)/);
  writeFileSync(join(folder, 'authority.pem'), `${key ?? ''}${readFileSync(first.authority.file, 'utf8')}`);
  const third = await openHttps(ADDRESSES, folder, NOW);
  for (const before of [first, strange])
    expect(third.authority.certificate.fingerprint256).not.toBe(before.authority.certificate.fingerprint256);
});

it.skipIf(process.platform === 'win32')('keeps keys where only their owner looks', async () => {
  const folder = temporaryFolder();
  await openHttps(ADDRESSES, folder, NOW);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('writes years from 2050 with four digits', () => {
  const { certificate } = issue({ name: 'old', days: 365, extensions: [] }, undefined, new Date('2049-06-01'));
  expect(certificate.validFromDate.toISOString()).toBe('2049-05-31T00:00:00.000Z');
  expect(certificate.validToDate.toISOString()).toBe('2050-06-01T00:00:00.000Z');
});
