import { stripVTControlCharacters } from 'node:util';

import { expect, it } from 'vitest';

import { qrCode } from '../../../../scripts/start/qr-code.ts';
import { readQrCode } from './printed-code.ts';

const URLS = [
  'https://192.168.1.5:8787',
  'http://192.168.100.100:65535/edgelens.crt',
  'https://some-words-of-cloudflare-here.trycloudflare.com',
];

it.each(URLS)('a decoder of others reads %s from what is printed', (url) => {
  expect(readQrCode(qrCode(url, false))).toBe(url);
});

it.each(URLS)('a terminal that takes colours shows %s dark on light, whatever its own colours are', (url) => {
  const code = qrCode(url, true);
  for (const line of code.split('\n')) {
    expect(line.startsWith('\u001B[97;40m') && line.endsWith('\u001B[0m')).toBe(true);
    expect(stripVTControlCharacters(line)).toMatch(/^[█▀▄ ]+$/);
  }
  expect(readQrCode(code)).toBe(url);
});
