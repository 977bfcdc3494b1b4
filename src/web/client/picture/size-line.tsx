import type { FC } from 'hono/jsx';

import { bytesOf, numberOf } from '../../../i18n/figures.ts';
import type { Say } from '../../../i18n/texts.ts';
import type { PreparedPicture } from './prepared-picture.ts';

/** What was sent and what it was made of. */
export const SizeLine: FC<{ say: Say; picture: PreparedPicture }> = ({ say, picture }) => {
  const { blob, width, height, file, original } = picture;
  const px = (side: number): string => numberOf(say, side);
  const sent = { sent: bytesOf(say, blob.size), width: px(width), height: px(height) };
  if (blob === file) {
    return (
      <p class="size">
        {original === null ? bytesOf(say, blob.size) : say('size.sent', sent)} · {say('size.original')}
      </p>
    );
  }
  return (
    <p class="size">
      <strong>{say('size.sent', sent)}</strong>
      {original !== null && (
        <>
          {' · '}
          {say('size.was', { was: bytesOf(say, file.size), width: px(original.width), height: px(original.height) })}
          {' · '}
          {say('size.share', {
            percent: numberOf(say, (100 * blob.size) / file.size, blob.size < file.size / 10 ? 1 : 0),
          })}
        </>
      )}
    </p>
  );
};
