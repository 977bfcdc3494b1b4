import type { FC } from 'hono/jsx';

import { formatBytes, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { PreparedPicture } from './prepared-picture.ts';

interface SizeLineProps {
  readonly t: Translator;
  readonly picture: PreparedPicture;
  /** Whether the picture left this device; null as long as that is not known. */
  readonly sent: boolean | null;
}

/** The size of the picture that was answered, and of the file that it was made from. */
export const SizeLine: FC<SizeLineProps> = ({ t, picture, sent: isSent }) => {
  const { blob, width, height, fileBytes, isOriginal, original } = picture;
  const px = (side: number): string => formatNumber(t, side);
  const sent = { sent: formatBytes(t, blob.size), width: px(width), height: px(height) };
  const text = isSent === false ? 'size.here' : isSent === true ? 'size.sent' : 'size.ready';
  if (isOriginal) {
    return (
      <p class="size">
        {original === null ? formatBytes(t, blob.size) : t(text, sent)} · {t('size.original')}
      </p>
    );
  }
  return (
    <p class="size">
      <strong>{t(text, sent)}</strong>
      {original !== null && (
        <>
          {' · '}
          {t('size.was', { was: formatBytes(t, fileBytes), width: px(original.width), height: px(original.height) })}
          {' · '}
          {t('size.share', {
            percent: formatNumber(t, (100 * blob.size) / fileBytes, blob.size < fileBytes / 10 ? 1 : 0),
          })}
        </>
      )}
    </p>
  );
};
