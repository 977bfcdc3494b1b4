import '@hyperjump/json-schema/formats';
import {
  type Output,
  type OutputUnit,
  registerSchema,
  setShouldValidateFormat,
  type SchemaObject,
  validate,
  type Validator,
} from '@hyperjump/json-schema/openapi-3-1';
import { BASIC } from '@hyperjump/json-schema/experimental';

import type { Description, Operation, Place } from './description.ts';

type Json = Parameters<Validator>[0];

/** The schemas of OpenAPI 3.1, with JSON Schema 2020-12 inside, as the OpenAPI Initiative publishes them. */
const DIALECT = 'https://spec.openapis.org/oas/3.1/schema-base';

/** Headers of HTTP itself, and those that only tell browsers what to allow: no program has to read them. */
const UNTOLD =
  /^(content-(encoding|length|type|security-policy)|date|connection|keep-alive|transfer-encoding|vary|access-control-.+|cross-origin-.+|origin-agent-cluster|permissions-policy|referrer-policy|timing-allow-origin|x-(content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection))$/;

const PNG = '89504e470d0a1a0a';

let registered = 0;

/** Holds answers against a description. */
export class Conformance {
  readonly #description: Description;
  readonly #uri = `https://edgelens.example/${++registered}/openapi.json`;

  constructor(description: Description) {
    setShouldValidateFormat(true);
    registerSchema(structuredClone(description) as unknown as SchemaObject, this.#uri, DIALECT);
    this.#description = description;
  }

  /** What is wrong with the description itself. */
  async faults(): Promise<string[]> {
    const output = await validate(DIALECT, this.#description as unknown as Json, BASIC);
    return errorsOf(output).map(
      ({ instanceLocation, absoluteKeywordLocation }) => `${instanceLocation}: ${absoluteKeywordLocation}`,
    );
  }

  /** What is wrong with an example or an answer, by the schema at the end of these steps into the description. */
  async faultsOfValue(value: unknown, ...steps: readonly string[]): Promise<string[]> {
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const output = await validate(`${this.#uri}#/${pointer}`, value as Json, BASIC);
    return errorsOf(output).map(
      ({ instanceLocation, keyword }) => `${instanceLocation}: not ${keyword.split('/').at(-1) ?? ''}`,
    );
  }

  /** What of an answer is not as described. Reads its body. */
  async faultsOfAnswer({ method, path, operation }: Place, response: Response, isHead = false): Promise<string[]> {
    const { status } = response;
    const documented = operation.responses[status];
    if (documented === undefined) return [`status ${status} is not documented: ${await response.text()}`];
    const steps = ['paths', path, method, 'responses', String(status)];
    return [
      ...(status >= 500 && status !== 503 ? [`status ${status}: ${await response.clone().text()}`] : []),
      ...(await this.#faultsOfHeaders(documented, response)),
      ...(isHead ? [] : await this.#faultsOfBody(documented, response, steps)),
    ];
  }

  async #faultsOfHeaders(
    { headers }: NonNullable<Operation['responses'][string]>,
    response: Response,
  ): Promise<string[]> {
    const faults: string[] = [];
    for (const name of Object.keys(headers)) {
      const described = this.#description.components.headers[name];
      const value = response.headers.get(name);
      if (described === undefined) faults.push(`the header ${name} is not described`);
      else if (value === null) faults.push(...(described.required ? [`the header ${name} is missing`] : []));
      else {
        const typed = described.schema.type === 'integer' ? Number(value) : value;
        const wrong = await this.faultsOfValue(typed, 'components', 'headers', name, 'schema');
        faults.push(...wrong.map((fault) => `the header ${name}, ${value}${fault}`));
      }
    }
    const told = Object.keys(headers).map((name) => name.toLowerCase());
    const untold = [...response.headers.keys()].filter((name) => !told.includes(name) && !UNTOLD.test(name));
    return [...faults, ...untold.map((name) => `the header ${name} is not documented`)];
  }

  async #faultsOfBody(
    { content = {} }: NonNullable<Operation['responses'][string]>,
    response: Response,
    steps: readonly string[],
  ): Promise<string[]> {
    const bytes = Buffer.from(await response.arrayBuffer());
    const [type = ''] = (response.headers.get('Content-Type') ?? '').split(';');
    if (!(type in content)) {
      const isEmpty = type === '' && bytes.length === 0 && Object.keys(content).length === 0;
      return isEmpty ? [] : [`the content type "${type}" is not documented`];
    }
    if (type === 'image/png') return bytes.subarray(0, 8).toString('hex') === PNG ? [] : ['no PNG'];
    const value: unknown = /[/+]json$/.test(type) ? JSON.parse(bytes.toString()) : bytes.toString();
    return this.faultsOfValue(value, ...steps, 'content', type, 'schema');
  }
}

function errorsOf(output: Output): OutputUnit[] {
  return output.valid ? [] : (output.errors ?? []);
}
