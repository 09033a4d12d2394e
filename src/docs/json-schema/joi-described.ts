import type { ValidationOptions } from 'joi';

/** What `schema.describe()` of Joi gives. @see https://joi.dev/api/#anydescribe */
export interface JoiDescription {
  readonly type?: string;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly preferences?: ValidationOptions;
  readonly keys?: Readonly<Record<string, JoiDescription>>;
  readonly items?: readonly JoiDescription[];
  readonly ordered?: readonly JoiDescription[];
  readonly patterns?: readonly { readonly regex?: string; readonly rule?: JoiDescription }[];
  readonly matches?: readonly { readonly schema?: JoiDescription }[];
  readonly examples?: readonly unknown[];
  readonly rules?: readonly { readonly name: string; readonly args?: object }[];
  readonly allow?: readonly unknown[];
  readonly invalid?: readonly unknown[];
  readonly link?: {
    readonly ref?: { readonly path?: readonly string[]; readonly ancestor?: number | 'root'; readonly type?: string };
  };
  readonly whens?: readonly unknown[];
  readonly dependencies?: readonly { readonly rel: string; readonly peers?: readonly string[] }[];
}
