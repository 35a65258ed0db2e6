/**
 * Without any library: `fetch`, and server-sent events for what happens. The same lines run in a browser.
 * Begins a run, and follows it over a lab that goes away and comes back: the number of the last event is all
 * that has to be remembered.
 *
 *   node scripts/examples/fetch.mjs [steps]          (LAB_URL and LAB_TOKEN say which lab, and who asks)
 */
const url = process.env.LAB_URL ?? 'http://127.0.0.1:4000/graphql';
const token = process.env.LAB_TOKEN;
const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };

async function ask(query, variables = {}) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return data;
}

/** The `data` of each answer. Each event is a few lines, with an empty line behind them. */
async function* subscribe(query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop();
    for (const message of messages) {
      const line = message.split('\n').find((one) => one.startsWith('data: {'));
      if (!line) continue;
      const { data, errors } = JSON.parse(line.slice('data: '.length));
      if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
      yield data;
    }
  }
}

const EVENTS = `subscription ($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, after: $after) {
    __typename seq
    ... on RoundFinished { sample { round wallMs } }
    ... on RunFinished { run { state summary { wall { median low high unit } } } }
  }
}`;

/** Every event once and in order, over as many connections as it takes. */
async function* follow(runId) {
  let after = 0;
  for (;;) {
    try {
      for await (const { runEvents: event } of subscribe(EVENTS, { runId, after })) {
        after = event.seq;
        yield event;
        if (event.__typename === 'RunFinished') return;
      }
    } catch (error) {
      // Only what the network says; what the lab refuses, it will refuse again.
      if (!(error instanceof TypeError)) throw error;
      console.log('The lab is away …');
    }
    await new Promise((resolve) => setTimeout(resolve, 500 + 500 * Math.random()));
  }
}

const { defineExperiment } = await ask(
  `mutation ($input: ExperimentInput!) {
    defineExperiment(input: $input) { ... on Experiment { id } ... on InvalidInput { message } }
  }`,
  { input: { task: { countdown: { n: Number(process.argv[2] ?? 200_000_000) } }, fabric: 'THREADS', workers: 2 } },
);
if (!defineExperiment.id) throw new Error(defineExperiment.message);

const { runExperiment } = await ask(
  `mutation ($experimentId: ID!) {
    runExperiment(experimentId: $experimentId) { ... on Run { id } ... on QueueFull { message } }
  }`,
  { experimentId: defineExperiment.id },
);
if (!runExperiment.id) throw new Error(runExperiment.message);

for await (const event of follow(runExperiment.id)) {
  if (event.__typename === 'RoundFinished') console.log(`Round ${event.sample.round}: ${event.sample.wallMs} ms`);
  else if (event.__typename === 'RunFinished') {
    const { state, summary } = event.run;
    console.log(
      `${state}: ${summary?.wall.median} ${summary?.wall.unit} [${summary?.wall.low}, ${summary?.wall.high}]`,
    );
  } else console.log(event.__typename);
}
