import type { Child } from 'hono/jsx';

import { modelAnswers } from '../answer/comparison.ts';
import { answerCost, answerStart } from '../answer/cost.ts';
import { CostCard } from '../answer/cost-card.tsx';
import type { PastRequest } from '../answer/request-history.tsx';
import { verdictText } from '../answer/verdict-text.ts';
import { type ShownAnswer, shownModels, shownVerdict } from '../answer/shown-answer.ts';
import { formatBytes, formatMilliseconds, formatNumber, formatPercent } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import { byId, nodeOf, painted } from './dom.ts';
import { deviceTotal, type Outcome, wasSent } from './outcome.ts';
import { PictureFigure } from './picture/picture-figure.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { SizeLine } from './picture/size-line.tsx';
import { StrengthControl } from './picture/strength-control.tsx';
import { Result } from './result.tsx';

/** What the result shows beside the answer itself. */
export interface ResultContext {
  /** Title of a model, by its name. */
  readonly titleOf: (model: string) => string;
  readonly past: readonly PastRequest[];
  readonly ten: readonly PastRequest[];
  readonly fresh: boolean;
}

/** The answer on the page: picture, labels and heat maps, and what it cost. */
export class AnswerView {
  readonly #t: Translator;
  readonly #answer = byId('answer', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  /** One for each model of the answer. */
  #figures: readonly PictureFigure[] = [];
  /** Opacity of the heat maps, in percent. */
  #strength = 65;

  constructor(t: Translator) {
    this.#t = t;
    this.#answer.addEventListener('click', ({ target }) => {
      const bar = target instanceof Element ? target.closest<HTMLElement>('[data-class]') : null;
      if (bar !== null) this.#explain(bar);
    });
    this.#answer.addEventListener('input', ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.id !== 'strength') return;
      this.#strength = target.valueAsNumber;
      for (const figure of this.#figures) figure.fade(this.#strength / 100);
    });
  }

  /**
   * Shows the answer.
   * @param rendered when an answer that is shown again was on the screen the first time, in ms since its picture was chosen
   * @param begin when the picture was chosen, by `performance.now()`
   * @returns when the answer was on the screen, in ms since then
   */
  async show(
    picture: PreparedPicture,
    outcome: Outcome,
    begin: number,
    { titleOf, ...context }: ResultContext,
    rendered?: number,
  ): Promise<number> {
    const t = this.#t;
    const { edge, device } = outcome;
    const parts = device === undefined ? undefined : await import('./device/device-result.tsx');
    const own = device === undefined || parts === undefined ? undefined : parts.shownDevice(device.answer);
    const answer = edge?.answer ?? own;
    if (answer === undefined) return 0;
    const start = edge === undefined && device !== undefined ? parts?.deviceStart(device.answer) : undefined;
    const cards = (shown?: number): Child => (
      <>
        {edge !== undefined && device !== undefined && parts !== undefined && (
          <parts.Places t={t} titleOf={titleOf} edge={edge} device={device} />
        )}
        {edge !== undefined && (
          <CostCard t={t} cost={answerCost(edge.answer, titleOf)} times={{ ...edge.times, ...renderedAt(shown) }} />
        )}
        {device !== undefined && parts !== undefined && (
          <parts.DeviceCost
            t={t}
            titleOf={titleOf}
            device={device}
            sent={wasSent(outcome)}
            rendered={edge === undefined ? shown : undefined}
          />
        )}
      </>
    );
    const act = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['act'] : undefined;
    const kind = start ?? (edge === undefined ? 'warm' : answerStart(edge.answer));
    const result = (
      <Result
        t={t}
        answer={answer}
        titleOf={titleOf}
        pictured={picture.preview !== null}
        notice={noticeOf(t, outcome, titleOf)}
        start={kind}
        price={this.#priceOf(outcome)}
        open={this.#answer.querySelector<HTMLDetailsElement>('.price')?.open ?? false}
        cards={cards()}
        {...context}
      />
    );
    this.#answer.replaceChildren(nodeOf(result));
    this.#placePictures(picture, answer, wasSent(outcome));
    if (act !== undefined) this.#answer.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
    const verdict = shownVerdict(answer);
    const label = verdictText(t, verdict);
    const here_ms = edge?.here_ms ?? device?.here_ms ?? 0;
    this.#status.textContent = t('state.answered', {
      label,
      score: formatPercent(t, verdict.predictions[0]?.score ?? 0),
      start: t(`cost.${kind}`),
      ms: `${formatNumber(t, here_ms)} ms`,
    });
    document.title = t('answer.title', { label });
    const shown = rendered ?? (await painted()) - begin;
    this.#answer.querySelector('.cost-cards')?.replaceChildren(nodeOf(cards(shown)));
    return shown;
  }

  /** What the answer cost, in one line. */
  #priceOf(outcome: Outcome): string {
    const { edge, device } = outcome;
    const t = this.#t;
    const ms = (value: number): string => `${formatMilliseconds(t, Math.round(value))} ms`;
    const onDevice = device === undefined ? '' : ms(deviceTotal(device));
    if (edge === undefined) return t(wasSent(outcome) === false ? 'price.device' : 'price.fellBack', { ms: onDevice });
    const here = ms(edge.times.read);
    if (device !== undefined) return t('price.both', { edge: here, device: onDevice });
    const bytes = modelAnswers(edge.answer).reduce((sum, { model_bytes }) => sum + model_bytes, 0);
    return t('price.edge', { here, server: ms(edge.answer.timings.total_ms), size: formatBytes(t, bytes) });
  }

  /** Puts the picture above each model's answer. @param sent whether the picture left this device; null if not known */
  #placePictures(picture: PreparedPicture, answer: ShownAnswer, sent: boolean | null): void {
    const sections = this.#answer.querySelectorAll('.model-answer');
    this.#figures = shownModels(answer).map(({ explanations }, i) => {
      const maps = { explanations: explanations ?? [], photo: answer.photo };
      const figure = new PictureFigure(this.#t, picture, this.#strength / 100, maps);
      sections[i]?.prepend(figure.element);
      return figure;
    });
    const [strength, size] = [
      picture.preview !== null && <StrengthControl t={this.#t} strength={this.#strength} />,
      <SizeLine t={this.#t} picture={picture} sent={sent} />,
    ];
    if (sections.length > 1) {
      const both = (
        <>
          {strength}
          {size}
        </>
      );
      this.#answer.querySelector('.columns')?.after(nodeOf(both));
    } else {
      const bars = this.#answer.querySelector('.model-answer .bars');
      // First what the picture shows, then why, and last what was sent.
      bars?.before(nodeOf(<>{strength}</>));
      bars?.after(nodeOf(size));
    }
  }

  /** Shows the heat map of a bar's class in the picture above it. */
  #explain(bar: HTMLElement): void {
    const section = bar.closest('.model-answer');
    const at = [...this.#answer.querySelectorAll('.model-answer')].findIndex((each) => each === section);
    for (const each of section?.querySelectorAll('[data-class]') ?? []) {
      each.setAttribute('aria-pressed', String(each === bar));
    }
    this.#figures[at]?.show(Number(bar.dataset['class']));
  }
}

function renderedAt(rendered: number | undefined): { readonly rendered?: number } {
  return rendered === undefined ? {} : { rendered };
}

/** What happened that the visitor did not ask for. */
function noticeOf(t: Translator, outcome: Outcome, titleOf: (model: string) => string): string | undefined {
  const { edge, device, deviceProblem, fellBack } = outcome;
  if (device === undefined) return deviceProblem && t(`device.problem.${deviceProblem}`);
  const fallBack = wasSent(outcome) === false ? 'device.fellBack' : 'device.fellBackLate';
  const place = fellBack === undefined ? 'device.answered' : fallBack;
  const told = edge === undefined ? t(place) : undefined;
  if (device.insteadOf === undefined) return told;
  const titles = (models: readonly string[]): string => models.map(titleOf).join(', ');
  const model = titles(device.answer.models.map((answer) => answer.model));
  const instead = t('device.instead', { chosen: titles(device.insteadOf), model });
  return told === undefined ? instead : `${told} ${instead}`;
}
