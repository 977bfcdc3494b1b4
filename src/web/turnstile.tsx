import type { FC } from 'hono/jsx';

/** Asks whoever opens the page to show to be human. The widget needs JavaScript; the form itself does not. */
export const TurnstileForm: FC<{ siteKey: string; action: string }> = ({ siteKey, action }) => (
  <>
    <form action="/v1/verify" method="post">
      <p>
        Cloudflare checks that you are human before this deployment computes for you. It holds for half an hour, by a
        cookie that says nothing else.
      </p>
      <div class="cf-turnstile" data-sitekey={siteKey} data-action={action} data-size="flexible"></div>
      <noscript>
        <p>The check needs JavaScript. Without it, ask the owner of this deployment for a key.</p>
      </noscript>
      <button type="submit">Go on</button>
    </form>
    <script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>
  </>
);
