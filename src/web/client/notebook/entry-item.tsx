import type { FC } from 'hono/jsx';

import { formatMilliseconds, formatPercent } from '../../../i18n/numbers.ts';
import { labelLanguage } from '../../answer/label.ts';
import type { NotebookKey, ScriptKey, Translator } from '../../../i18n/texts.ts';
import type { ClassNames } from './class-names.ts';
import { classOf, truthOf } from './entry-class.ts';
import { firstAnswer, isoTime, type NotebookEntry } from './entry.ts';
import { NameField } from './name-field.tsx';

interface EntryItemProps {
  readonly t: Translator<ScriptKey | NotebookKey>;
  readonly entry: NotebookEntry;
  readonly classes: ClassNames;
  readonly titleOf: (model: string) => string;
  /** Whether the visitor is changing it. */
  readonly editing: boolean;
}

/** An entry of the notebook: what it is, who said so, when, and what can be done with it. */
export const EntryItem: FC<EntryItemProps> = ({ t, entry, classes, titleOf, editing }) => {
  const label = classes.short(classOf(entry, classes));
  return (
    <li class={editing ? 'card entry editing' : 'card entry'} data-entry={entry.id}>
      <canvas class="entry-picture" role="img" width="1" height="1" aria-label={t('notebook.picture', { label })} />
      <div class="entry-text">
        <h2>
          <span lang={labelLanguage(label)}>{label}</span>
          <Certainty t={t} entry={entry} />
        </h2>
        <ul class="note">
          {entry.answers.map(({ model, where, engine, ms, predictions: [first] }) => (
            <li>
              {titleOf(model)}: {first !== undefined && classes.short(classes.answered(first))},{' '}
              {formatPercent(t, first?.score ?? 0)} · {t(`notebook.${where}`)}, {engine}, {formatMilliseconds(t, ms)} ms
            </li>
          ))}
        </ul>
        <p class="note">
          <time datetime={isoTime(entry.time)}>
            {new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' }).format(entry.time)}
          </time>
          {entry.place !== '' && ` · ${entry.place}`}
        </p>
        {entry.note !== '' && <p class="entry-note">{entry.note}</p>}
      </div>
      {editing ? (
        <EntryForm t={t} entry={entry} classes={classes} />
      ) : (
        <EntryActs t={t} label={label} checked={entry.truth !== null} />
      )}
    </li>
  );
};

/** Who says so: the visitor, or a model that is not sure. */
const Certainty: FC<Pick<EntryItemProps, 't' | 'entry'>> = ({ t, entry }) => {
  if (entry.truth !== null) return <span class="badge badge-same">{t('notebook.checked')}</span>;
  return firstAnswer(entry)?.unknown === true ? <span class="badge">{t('notebook.guess')}</span> : null;
};

const EntryActs: FC<{ t: EntryItemProps['t']; label: string; checked: boolean }> = ({ t, label, checked }) => (
  <div class="row entry-acts">
    {!checked && (
      <button type="button" class="secondary" data-act="confirm">
        {t('keep.right', { label })}
      </button>
    )}
    {(['edit', 'delete'] as const).map((act) => (
      <button
        type="button"
        class="secondary"
        data-act={act}
        aria-label={t('notebook.about', { act: t(`notebook.${act}`), label })}
      >
        {t(`notebook.${act}`)}
      </button>
    ))}
  </div>
);

const EntryForm: FC<Pick<EntryItemProps, 't' | 'entry' | 'classes'>> = ({ t, entry, classes }) => {
  const id = (name: string): string => `${name}-${entry.id}`;
  return (
    <form class="entry-form" data-entry={entry.id}>
      <NameField t={t} id={id('truth')} value={classes.inField(truthOf(entry, classes))} />
      {(['place', 'note'] as const).map((name) => (
        <div class="field">
          <label for={id(name)}>{t(`notebook.${name}`)}</label>
          <input id={id(name)} type="text" name={name} value={entry[name]} maxlength={1000} autocomplete="off" />
        </div>
      ))}
      <div class="row">
        <button type="submit">{t('keep.save')}</button>
        <button type="button" class="secondary" data-act="leave">
          {t('act.cancel')}
        </button>
      </div>
    </form>
  );
};
