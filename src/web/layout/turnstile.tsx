import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

/** The form by which visitors prove that they are human. The widget needs JavaScript; the form itself does not. */
export const TurnstileForm: FC<{ t: Translator; siteKey: string; action: string }> = ({ t, siteKey, action }) => (
  <>
    <form class="card" action="/v1/verify" method="post">
      <p>{t('gate.verify')}</p>
      <div class="cf-turnstile" data-sitekey={siteKey} data-action={action} data-size="flexible"></div>
      <noscript>
        <p>{t('gate.verifyNoScript')}</p>
      </noscript>
      <button type="submit">{t('gate.go')}</button>
    </form>
    <script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>
  </>
);
