/** What an actor in a thread and one in a process have in common: it does as it is told, and answers. */

/** @returns takes an order, and returns what goes back: the value, or the error in plain words */
export async function enterStage(memory, role) {
  const { createActor } = await import(role.script);
  const actor = createActor(memory, role);
  return ({ id, order, args }) => {
    try {
      return { id, value: actor[order](...args) };
    } catch (error) {
      return { id, error: { name: error.name, message: error.message } };
    }
  };
}
