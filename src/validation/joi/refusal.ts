import type { Issues } from '../answer/issues';
import { addFindings, type Finding } from '../answer/findings';
import { withoutStack } from '../answer/without-stack';
import { findingOf, isJoiReport, type JoiReport, shownBy } from './report';
import type { Origin } from '../parse';
import type { SchemaWords } from './schema-words';

export type Reports = readonly (JoiReport | Error)[];

/** What a schema answers by itself, with `.error()`. */
export type OwnError = Error | ((reports: Reports) => Reports | JoiReport | Error) | undefined;

/** What Joi gives back in place of its own error, for which it would make the messages of all reports. */
class Refusal extends Error {
  constructor(readonly reports: readonly JoiReport[]) {
    super();
  }
}

/** The error of an external, which reports by itself. */
interface JoiError extends Error {
  readonly details: readonly JoiDetail[];
}

interface JoiDetail {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly type: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** For `.error()` of a schema: all reports as they are. */
export function refusalOf(own: OwnError): (reports: Reports) => Error {
  return (reports) => {
    const answers = own === undefined ? reports : [typeof own === 'function' ? own(reports) : own].flat();
    const [error] = answers.filter((answer) => answer instanceof Error);
    return error ?? withoutStack(() => new Refusal(answers.filter(isJoiReport)));
  };
}

/** `false` for an error that an external throws by itself: the database may be down. */
export function isAboutPayload(error: unknown): error is Error {
  return error instanceof Refusal || isJoiError(error);
}

/**
 * @param error that Joi has given
 * @param wordsOf gives what the schema says of itself
 */
export function addJoiError(
  error: Error,
  payload: unknown,
  origin: Origin,
  issues: Issues,
  wordsOf: () => SchemaWords,
): void {
  if (error instanceof Refusal) {
    addFindings(error.reports, (report) => findingOf(report, wordsOf()), payload, origin, issues);
  } else if (isJoiError(error)) {
    addFindings(error.details, (detail) => findingOfDetail(detail, wordsOf()), payload, origin, issues);
  } else addFindings([error], findingOfError, payload, origin, issues);
}

function findingOfDetail({ path, type, message, context = {} }: JoiDetail, words: SchemaWords): Finding {
  return { path, type, message, shown: shownBy(context, path, words) };
}

/** The error that a schema was told to answer with. */
function findingOfError({ message }: Error): Finding {
  return { path: [], type: 'any.custom', message, shown: [] };
}

function isJoiError(error: unknown): error is JoiError {
  return error instanceof Error && Array.isArray(Reflect.get(error, 'details')) && Reflect.get(error, 'isJoi') === true;
}
