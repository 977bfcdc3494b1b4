import { createServer } from 'node:http';

import { expect, it, onTestFinished } from 'vitest';

import { freePort } from '../../../free-port.ts';
import { openUrl } from '../../../../src/inference/picture/picture-url.ts';

const HOSTS = 'images.example.com, *.farm.example, http://127.0.0.1:8000, 10.0.0.1, localhost, *.internal';

// None of them is asked: a test that waited for one would not end so soon.
it.each([
  ['nonsense', 'It is no absolute URL.'],
  ['/a.jpg', 'It is no absolute URL.'],
  ['http://images.example.com/a.jpg', 'Only https is taken.'],
  ['ftp://images.example.com/a.jpg', 'Only https is taken.'],
  ['file:///etc/passwd', 'Only https is taken.'],
  ['data:image/jpeg;base64,eA==', 'Only https is taken.'],
  ['http://127.0.0.1:8001/a.jpg', 'Only https is taken.'],
  ['https://anna:secret@images.example.com/a.jpg', 'It has a name or a password in it.'],
  ['https://images.example.com:8443/a.jpg', 'It names a port.'],
  ['https://10.0.0.1/a.jpg', 'Its host is no public name.'],
  ['https://0x0a000001/a.jpg', 'Its host is no public name.'],
  ['https://167772161/a.jpg', 'Its host is no public name.'],
  ['https://[::1]/a.jpg', 'Its host is no public name.'],
  ['https://[::ffff:10.0.0.1]/a.jpg', 'Its host is no public name.'],
  ['https://localhost/a.jpg', 'Its host is no public name.'],
  ['https://db.internal/a.jpg', 'Its host is no public name.'],
  ['https://db.internal./a.jpg', 'Its host is no public name.'],
  ['https://printer/a.jpg', 'Its host is no public name.'],
  ['https://example.com/a.jpg', 'Its host is not among those that this deployment reads from.'],
  ['https://farm.example/a.jpg', 'Its host is not among those that this deployment reads from.'],
  ['https://xfarm.example/a.jpg', 'Its host is not among those that this deployment reads from.'],
  ['https://images.example.com.evil.example/a.jpg', 'Its host is not among those that this deployment reads from.'],
  ['https://images.example.com@evil.example/', 'It has a name or a password in it.'],
])('%s is not read', async (address, reason) => {
  const refused = {
    kind: 'url_not_allowed',
    message: `The URL of the picture is not read. ${reason} Send the file instead.`,
  };
  await expect(openUrl(address, HOSTS, 1000)).rejects.toMatchObject(refused);
});

it('nothing is read where a deployment names no hosts', async () => {
  for (const hosts of [undefined, '', ',', '*', '*.*'])
    await expect(openUrl('https://images.example.com/a.jpg', hosts, 1000)).rejects.toMatchObject({
      kind: 'url_not_allowed',
    });
});

// Node's fetch takes the place of the runtime's: wrangler's test harness follows redirects whatever is asked for.
it('no redirect is followed', async () => {
  const [port, asked] = [await freePort(), [] as string[]];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === '/moved') response.writeHead(302, { Location: '/a.jpg' }).end();
    else response.end('picture');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${port}`;
  await expect(openUrl(`${origin}/moved`, origin, 1000)).rejects.toMatchObject({
    kind: 'url_unreachable',
    message: 'The URL of the picture could not be read. Its server answered 302, and redirects are not followed.',
  });
  const { body, head } = await openUrl(`${origin}/a.jpg`, origin, 1000);
  expect(await new Response(body).text()).toBe('picture');
  expect(head).toEqual({ contentType: null, contentEncoding: null, expectedBytes: 7, maxBytes: 1000 });
  expect(asked).toEqual(['/moved', '/a.jpg']);
});
