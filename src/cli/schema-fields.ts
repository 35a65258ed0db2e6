/** What a schema knows of names. */
import * as z from 'zod';

/** Names that there may be at a place of what the schema reads; none where nothing has a name. */
export function fieldsOf(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldsOf(schema.unwrap(), path);
  // Of what is first made from something else, its result is what counts.
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.out, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => fieldsOf(option, path));
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(schema.shape);
  const field = schema.shape[String(first)];
  return field ? fieldsOf(field, rest) : [];
}
