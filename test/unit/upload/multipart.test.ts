import { describe, expect, it } from 'vitest';

import { MAX_HEADER_BYTES } from '../../../src/upload/multipart.ts';
import { random } from '../image/random.ts';
import { bytesOf, cut, type FormBody, handmade, reference, refusal, upload } from './bodies.ts';

const DISPOSITION = 'Content-Disposition: form-data; name="image"; filename="photo.jpg"';
const PART = `--frontier\n${DISPOSITION}\n\npicture\n`;
const END = '--frontier--\n';
const FORM = PART + END;

const part = (header: string): FormBody => handmade(`--frontier\n${header}\n\npicture\n${END}`);

describe('forms that are understood', () => {
  const boundary70 = 'b'.repeat(70);
  it.each<[string, FormBody]>([
    ['plain', handmade(FORM)],
    ['without a line break at the end', handmade(FORM.trimEnd())],
    ['with an epilogue', handmade(`${FORM}--frontier\nanything`)],
    ['with a preamble', handmade(`for mail programs\n${FORM}`)],
    ['after empty lines', handmade(`\n\n${FORM}`)],
    ['with a boundary in quotes', handmade(FORM, 'multipart/form-data; boundary="frontier"')],
    ['with other parameters', handmade(FORM, 'Multipart/Form-Data ; charset=utf-8; BOUNDARY=frontier ;')],
    [
      'with the longest boundary',
      handmade(FORM.replaceAll('frontier', boundary70), `multipart/form-data; boundary=${boundary70}`),
    ],
    [
      'with a boundary of other signs',
      handmade(FORM.replaceAll('frontier', "--(a'b) c=d?"), 'multipart/form-data; boundary="--(a\'b) c=d?"'),
    ],
    ['without quotes, as .NET writes them', part('Content-Disposition: form-data; name=image; filename=photo.jpg')],
    [
      'with the file name in UTF-8',
      part(`Content-Disposition: form-data; name="image"; filename*=utf-8''%e2%82%ac.jpg`),
    ],
    ['with an empty file name', part('Content-Disposition: form-data; name="image"; filename=""')],
    ['with other headers', part(`Content-Type: image/jpeg\n${DISPOSITION}\nContent-Length: 7`)],
    ['with headers in small letters', part('content-disposition:form-data;name="image";filename="photo.jpg"')],
  ])('%s', async (_, body) => {
    expect(await reference(body)).toEqual(bytesOf('picture'));
    expect(await upload([body.bytes], body.contentType)).toEqual(bytesOf('picture'));
  });

  it.each<[string, FormBody]>([
    ['a boundary of stars', handmade(FORM.replaceAll('frontier', '*****'), 'multipart/form-data; boundary=*****')],
    [
      'a boundary that begins with a dollar',
      handmade(FORM.replaceAll('frontier', '$x#'), 'multipart/form-data;boundary=$x#'),
    ],
    [
      'a boundary of all that is visible',
      handmade(FORM.replaceAll('frontier', '{a}|b^c`d~e!f%g@h&i'), 'multipart/form-data; boundary={a}|b^c`d~e!f%g@h&i'),
    ],
    ['the same boundary twice', handmade(FORM, 'multipart/form-data; boundary=frontier; boundary="frontier"')],
    ['a picture without a file name', part('Content-Disposition: form-data; name="image"\nContent-Type: image/jpeg')],
    [
      'bytes without a file name',
      part('Content-Disposition: form-data; name="image"\nContent-Type: application/octet-stream'),
    ],
    [
      'a file name with a space before it',
      part(`Content-Disposition: form-data; name="image"; filename="EURO rates"; filename*= UTF-8''%e2%82%ac%20rates`),
    ],
    ['quotes in a file name', part('Content-Disposition: form-data; name="image"; filename="a "nice" photo.jpg"')],
    [
      'a file name with spaces and no quotes',
      part('Content-Disposition: form-data; name=image; filename=my photo.jpg'),
    ],
    ['two file names', part('Content-Disposition: form-data; name="image"; filename="a.jpg"; filename="b.jpg"')],
    ['spaces around an equals sign', part('Content-Disposition: form-data; name = "image"; filename = "a.jpg"')],
    ['spaces behind a boundary', handmade(FORM.replaceAll('frontier\n', 'frontier \t\n'))],
    ['escaped quotes', part('Content-Disposition: form-data; name="image"; filename="\\"a\\"; name=\\"b.jpg"')],
    ['an encoding that changes nothing', part(`${DISPOSITION}\nContent-Transfer-Encoding: binary`)],
  ])('%s, as the RFCs allow or programs write them', async (_, body) => {
    expect(await upload([body.bytes], body.contentType)).toEqual(bytesOf('picture'));
  });
});

describe('forms that are malformed', () => {
  const long = 'x'.repeat(MAX_HEADER_BYTES);
  it.each<[string, FormBody, string]>([
    ['without a boundary', handmade(FORM, 'multipart/form-data'), 'names no boundary'],
    [
      'with an empty one',
      handmade(FORM, 'multipart/form-data; boundary=""'),
      'is not 1 to 70 visible ASCII characters',
    ],
    [
      'with two',
      handmade(FORM, 'multipart/form-data; boundary=frontier; boundary=x'),
      'names two different boundaries',
    ],
    ['with one too long', handmade(FORM, `multipart/form-data; boundary=${'b'.repeat(71)}`), 'is not 1 to 70 visible'],
    ['with half a quote', handmade(FORM, 'multipart/form-data; boundary="frontier'), 'its parameters cannot be read'],
    [
      'with another boundary',
      handmade(FORM, 'multipart/form-data; boundary=front1er'),
      'ends before the last boundary',
    ],
    ['that is no form', handmade(long + long), 'does not begin with the boundary that its Content-Type names'],
    ['with single line feeds', { ...handmade(FORM), bytes: bytesOf(FORM) }, 'not followed by a line break (CR and LF)'],
    ['with a longer boundary', handmade(FORM.replaceAll('frontier', 'frontiers')), 'not followed by a line break'],
    ['with one dash at its end', handmade(FORM.replace('--\n', '-\n')), 'not followed by a line break'],
    ['with a spoilt line break', handmade(FORM.replace('frontier\n', 'frontier\r\n')), 'not followed by a line break'],
    [
      'without a header',
      handmade(`--frontier\n\npicture\n${END}`),
      'no "Content-Disposition: form-data" with one name',
    ],
    ['without a name', part('Content-Disposition: form-data; filename="photo.jpg"'), 'with one name'],
    ['with two names', part(`${DISPOSITION}; name="other"`), 'with one name'],
    ['with half a name', part('Content-Disposition: form-data; name="image'), 'with one name'],
    [
      'of another disposition',
      part('Content-Disposition: attachment; name="image"'),
      '"Content-Disposition: form-data"',
    ],
    [
      'with two dispositions',
      part(`${DISPOSITION}\n${DISPOSITION}`),
      'a header line that is not "Name: value", or a name twice',
    ],
    [
      'with a broken line',
      part(`${DISPOSITION}\n continued`),
      'a header line that is not "Name: value", or a name twice',
    ],
    [
      'with a carriage return',
      part(`${DISPOSITION}\rX: y`),
      'a header line that is not "Name: value", or a name twice',
    ],
    ['with an encoding', part(`${DISPOSITION}\nContent-Transfer-Encoding: base64`), 'a Content-Transfer-Encoding'],
    ['with a long header', part(`${DISPOSITION}\nX: ${long}`), 'a header of more than 8192 bytes'],
  ])('%s', async (_, body, reason) => {
    const whole = await refusal(upload([body.bytes], body.contentType), 'malformed_form');
    expect(whole.message).toContain(reason);
    expect(whole.message).toContain('Send the file with "curl -F image=@photo.jpg"');
    const inBytes = await refusal(
      upload(
        [...body.bytes].map((byte) => Uint8Array.of(byte)),
        body.contentType,
      ),
      'malformed_form',
    );
    expect(inBytes.message).toBe(whole.message);
  });

  it('two names that contradict each other', async () => {
    const body = part('Content-Disposition: form-data; name="image"; name="file"; filename="a.jpg"');
    await refusal(upload([body.bytes], body.contentType), 'malformed_form');
  });

  it('a header of a byte more than the limit, and not one of the limit', async () => {
    // The limit counts the line breaks around the header, too.
    const filled = MAX_HEADER_BYTES - `\r\n${DISPOSITION}\r\nX: \r\n\r\n`.length;
    const [most, more] = [
      part(`${DISPOSITION}\nX: ${'x'.repeat(filled)}`),
      part(`${DISPOSITION}\nX: ${'x'.repeat(filled + 1)}`),
    ];
    expect(await upload([most.bytes], most.contentType)).toEqual(bytesOf('picture'));
    const { message } = await refusal(upload([more.bytes], more.contentType), 'malformed_form');
    expect(message).toContain('a header of more than 8192 bytes');
  });

  it('a form in a form is text', async () => {
    const body = part('Content-Disposition: form-data; name="image"\nContent-Type: multipart/mixed; boundary=inner');
    await refusal(upload([body.bytes], body.contentType), 'missing_field');
  });

  it('does not say what was in the form', async () => {
    const body = part('<script>: <script>');
    const { message } = await refusal(upload([body.bytes], body.contentType), 'malformed_form');
    expect(message).not.toContain('script');
  });

  it('agrees with undici about spoilt forms where both find a picture', async () => {
    const below = random(3);
    const good = handmade(FORM);
    let agreed = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = good.bytes.slice();
      for (let spoilt = 0; spoilt <= below(2); spoilt++) {
        const inserted = good.bytes[below(bytes.length)] ?? 0;
        bytes[below(bytes.length)] = below(2) === 0 ? inserted : below(256);
      }
      const expected = await reference({ ...good, bytes });
      const picture = await upload(cut(bytes, [below(bytes.length)]), good.contentType).catch(() => null);
      if (expected === null || picture === null) continue;
      agreed++;
      expect(picture, JSON.stringify(Buffer.from(bytes).toString('latin1'))).toEqual(expected);
    }
    expect(agreed).toBeGreaterThan(300);
  });
});
