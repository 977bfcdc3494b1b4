import type { KeptModel } from '../../device/model-cache.ts';
import type { DeviceOffer } from '../../device/offer.ts';
import { formatBytes } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import { byId, nodeOf } from '../dom.ts';

/** What the page says of this device: whether models may be downloaded, and which are kept. */
export class DeviceView {
  readonly #t: Translator;
  readonly #answer = byId('answer', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  readonly #kept = byId('kept', HTMLElement);

  constructor(t: Translator) {
    this.#t = t;
  }

  /** Asks whether models may be downloaded. @param pictured whether a picture waits for them */
  showConsent(offers: readonly DeviceOffer[], titleOf: (model: string) => string, pictured: boolean): void {
    const bytes = offers.reduce((sum, offer) => sum + offer.bytes, 0);
    const values = { models: offers.map(({ name }) => titleOf(name)).join(', '), size: formatBytes(this.#t, bytes) };
    const card = (
      <section class="card consent" aria-labelledby="consent-heading">
        <h2 id="consent-heading">{this.#t('device.consent')}</h2>
        <p>{this.#t('device.consentText', values)}</p>
        <div class="row">
          <button type="button" data-act="load">
            {this.#t('device.load', values)}
          </button>
        </div>
      </section>
    );
    this.#answer.querySelector('.consent, .failure')?.remove();
    this.#answer.prepend(nodeOf(card));
    if (pictured) this.#answer.scrollIntoView({ block: 'start' });
    this.#answer.querySelector<HTMLElement>('[data-act="load"]')?.focus({ preventScroll: true });
  }

  /** Says that models here are of an older version than the deployment has, and offers the newer one. */
  showOutdated(offers: readonly DeviceOffer[], titleOf: (model: string) => string): void {
    const bytes = offers.reduce((sum, offer) => sum + offer.bytes, 0);
    const values = { models: offers.map(({ name }) => titleOf(name)).join(', '), size: formatBytes(this.#t, bytes) };
    const card = (
      <section class="card notice consent">
        <p>{this.#t('device.outdated', values)}</p>
        <div class="row">
          <button type="button" class="secondary" data-act="load">
            {this.#t('device.update', values)}
          </button>
        </div>
      </section>
    );
    this.#answer.prepend(nodeOf(card));
  }

  /** Removes the question, and says what became of it. */
  clearConsent(text: string): void {
    this.#answer.querySelector('.consent')?.remove();
    this.#status.textContent = text;
    if (this.#answer.childElementCount > 0) return;
    this.#answer.replaceChildren(nodeOf(<p class="card notice">{text}</p>));
  }

  /** Lists the models that are kept on this device, each with a button that removes it. */
  showKept(models: readonly KeptModel[]): void {
    const list = models.map(({ name, title, bytes }) => (
      <li>
        <span>
          {title} <small>{formatBytes(this.#t, bytes)}</small>
        </span>
        <button type="button" class="secondary" data-act="remove" data-model={name}>
          {this.#t('device.remove')}
          <span class="visually-hidden"> {title}</span>
        </button>
      </li>
    ));
    const part = (
      <>
        <h2 id="kept-heading">{this.#t('device.kept')}</h2>
        <ul aria-labelledby="kept-heading">{list}</ul>
      </>
    );
    this.#kept.replaceChildren(...(models.length > 0 ? [nodeOf(part)] : []));
  }
}
