import type { FC } from 'hono/jsx';

import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Markdown } from '../../markdown/markdown.tsx';
import { type ApiParameter, type Operation, type Placed, valuesOf } from './description.ts';
import { exampleOf } from './example.ts';

interface OperationSectionProps extends Placed {
  readonly t: Translator<TextKey>;
  readonly origin: string;
}

/** An operation in words: what it is for, what it takes, what it answers, and a command that sends it. */
export const OperationSection: FC<OperationSectionProps> = ({ t, origin, ...placed }) => {
  const { method, path, operation } = placed;
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const need = needOf(operation);
  return (
    <section class="operation" aria-labelledby={operationId}>
      <h3 id={operationId} lang="en">
        <span class="method">{method}</span> <code>{path}</code>
      </h3>
      <p lang="en">{summary}.</p>
      {description !== undefined && <Prose text={description} />}
      {need !== null && <p>{t(need)}</p>}
      <pre tabindex={0} lang="en">
        <code>{exampleOf(placed, origin, need !== null)}</code>
      </pre>
      {parameters.length > 0 && (
        <details>
          <summary>{t('docs.parameters', { count: parameters.length })}</summary>
          <dl class="parameters">
            {parameters.map((parameter) => (
              <Parameter t={t} parameter={parameter} />
            ))}
          </dl>
        </details>
      )}
      <details>
        <summary>{t('docs.answers', { count: Object.keys(responses).length })}</summary>
        <dl class="parameters" lang="en">
          {Object.entries(responses).map(([status, response]) => (
            <>
              <dt>{status}</dt>
              <dd>
                <Prose text={response.description} />
              </dd>
            </>
          ))}
        </dl>
      </details>
      {requestBody !== undefined && (
        <p class="note">
          {t('docs.body')}: <span lang="en">{Object.keys(requestBody.content).join(', ')}</span>
        </p>
      )}
    </section>
  );
};

const Parameter: FC<{ t: Translator<TextKey>; parameter: ApiParameter }> = ({ t, parameter }) => {
  const { name, required = false, description, schema } = parameter;
  return (
    <>
      <dt>
        <code lang="en">{name}</code> <span lang="en">{valuesOf(schema)}</span>
        {required && ` · ${t('docs.required')}`}
        {schema.default !== undefined && ` · ${t('docs.default', { value: [schema.default].flat().join(', ') })}`}
      </dt>
      <dd>{description !== undefined && <Prose text={description} />}</dd>
    </>
  );
};

/** The API's own words. Their links lead to standards, which are named as well. */
const Prose: FC<{ text: string }> = ({ text }) => (
  <div class="prose" lang="en">
    <Markdown source={text} hrefOf={() => null} />
  </div>
);

/** What whoever asks has to show, in this deployment. */
function needOf({ security = [{}] }: Operation): 'docs.key' | 'docs.human' | null {
  if (security.some((alternative) => Object.keys(alternative).length === 0)) return null;
  return security.some((alternative) => 'turnstileToken' in alternative) ? 'docs.human' : 'docs.key';
}
