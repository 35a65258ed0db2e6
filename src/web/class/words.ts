/**
 * What the schema says of itself: what its enumerations' values mean, and which options a primitive can be given.
 * Forms and explanations are made from it, so that what is added to the lab is on the page as well.
 */
import type { LabClient } from '../../client/index.js';

const NAMED = ['Primitive', 'Fabric', 'OutReason', 'SubmissionState', 'ValidityVerdict', 'CorrectnessRule'] as const;
type Named = (typeof NAMED)[number];

const WORDS = `query {
  ${NAMED.map((name) => `${name}: __type(name: "${name}") { enumValues { name description } }`).join('\n  ')}
  options: __type(name: "PrimitiveOptionsInput") {
    inputFields { name description type { kind name ofType { kind name } } }
  }
  startMethods: __type(name: "StartMethod") { enumValues { name description } }
}`;

interface Value {
  readonly name: string;
  readonly description: string | null;
}

interface EnumType {
  readonly enumValues: readonly Value[] | null;
}

interface TypeName {
  readonly kind: string;
  readonly name: string | null;
}

type Told = Readonly<Record<Named, EnumType | null>> & {
  readonly options: {
    readonly inputFields:
      readonly (Value & { readonly type: TypeName & { readonly ofType: TypeName | null } })[] | null;
  } | null;
  readonly startMethods: EnumType | null;
};

/** An option of a primitive: a whole number, or one word of a few. */
export interface OptionField {
  readonly name: string;
  readonly doc: string;
  /** Null for a number. */
  readonly words: readonly string[] | null;
}

export interface Words {
  /** What a value means, in a sentence; empty where the schema does not say. */
  explain(of: Named, value: string): string;
  readonly options: readonly OptionField[];
}

export async function readWords(client: LabClient, signal: AbortSignal): Promise<Words> {
  const told = await client.ask<Told>(WORDS, {}, { signal });
  return {
    explain: (of, value) => told[of]?.enumValues?.find(({ name }) => name === value)?.description ?? '',
    options: (told.options?.inputFields ?? []).flatMap(({ name, description, type }): OptionField[] => {
      const named = type.ofType ?? type;
      const field = { name, doc: description ?? '' };
      if (named.name === 'Int') return [{ ...field, words: null }];
      if (named.kind !== 'ENUM') return [];
      return [{ ...field, words: told.startMethods?.enumValues?.map((value) => value.name) ?? [] }];
    }),
  };
}

/** `BOUNDED_SEMAPHORE` → `bounded semaphore`. */
export function toWords(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}
