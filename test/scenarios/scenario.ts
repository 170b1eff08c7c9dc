import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const texts = Type.Array(text);

/** The Azure that the story meets; what is left out is empty, and everything goes well. */
const GivenSchema = Type.Object(
  {
    groups: Type.Optional(
      Type.Record(text, Type.Object({ tags: Type.Optional(Type.Record(text, text)) }, closed), {
        description: 'Resource groups that exist, by name',
      }),
    ),
    clusters: Type.Optional(
      Type.Record(text, Type.Object({ group: text, tags: Type.Optional(Type.Record(text, text)) }, closed), {
        description: 'Clusters that exist, by name',
      }),
    ),
    providers: Type.Optional(Type.Record(text, text)),
    subnets: Type.Optional(Type.Record(text, Type.Object({ delegations: texts }, closed))),
    createsEnd: Type.Optional(Type.Array(Type.Enum(['Succeeded', 'Failed', 'Canceled']))),
    networkPlugin: Type.Optional(text),
    brokenCharts: Type.Optional(Type.Array(text, { description: 'Versions that helm cannot install' })),
    refused: Type.Optional(
      Type.Record(text, text, {
        description: 'The problem with which the first call of a method of the ARM port is refused',
      }),
    ),
    throttled: Type.Optional(
      Type.Record(text, Type.Integer({ minimum: 1 }), {
        description: 'How many of the first calls of a method of the ARM port are answered 429',
      }),
    ),
  },
  closed,
);

const RequestSchema = Type.Object(
  {
    do: Type.Enum(['order', 'delete', 'cancel', 'retry', 'amend', 'change-cni', 'install-by-hand', 'mend-charts'], {
      description:
        'A retry is of the newest job, all else of the newest order, but for what somebody does by hand: installs a CNI, or mends the charts.',
    }),
    when: Type.Optional(
      Type.String({
        description: 'A phase of the newest job, or `ended`: time passes until then. Left out: at once.',
      }),
    ),
    with: Type.Optional(
      Type.Record(text, Type.Unknown(), {
        description:
          'Of the order, over `firstOrder`; of an amendment, what is to change; of a change of the CNI, the whole body',
      }),
    ),
    answer: Type.Optional(
      Type.String({
        description: 'The problem that refuses it; or `gone`, `amended`, or `again` where nothing new is begun',
      }),
    ),
  },
  closed,
);

const JobSchema = Type.Object(
  {
    operation: text,
    status: text,
    code: Type.Optional(text),
    /** Codes of the single faults. */
    faults: Type.Optional(texts),
    /** Steps that were begun, in order, with how each ended. */
    steps: texts,
    /** By short names: `cluster blue`, `group rg-blue`. */
    inventory: Type.Optional(Type.Object({ exists: texts, deleted: texts, kept: texts }, closed)),
    /** But for `job.phase_changed`, which follows from the steps. */
    events: texts,
  },
  closed,
);

const ScenarioSchema = Type.Object(
  {
    title: text,
    given: Type.Optional(GivenSchema),
    requests: Type.Array(RequestSchema, { minItems: 1 }),
    expected: Type.Object(
      {
        jobs: Type.Array(JobSchema),
        /** Of the newest order. */
        cluster: Type.Object({ state: text, kubernetesVersion: Type.Optional(text) }, closed),
        /** What is there in the end, and how many creates had an effect. */
        azure: Type.Object({ clusters: texts, groups: texts, creates: Type.Integer() }, closed),
      },
      closed,
    ),
  },
  closed,
);
export type Scenario = Static<typeof ScenarioSchema>;
export type ExpectedJob = Static<typeof JobSchema>;

/** Every folder beside this file with a `scenario.json` in it. */
export function readScenarios(): { folder: string; scenario: Scenario }[] {
  const entries = readdirSync(import.meta.dirname, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return folders.toSorted().map((folder) => {
    const scenario: unknown = JSON.parse(readFileSync(join(import.meta.dirname, folder, 'scenario.json'), 'utf8'));
    if (Value.Check(ScenarioSchema, scenario)) return { folder, scenario };
    const faults = Value.Errors(ScenarioSchema, scenario).map((error) => `${error.instancePath} ${error.message}`);
    throw new Error(`${folder}/scenario.json: ${faults.join('; ')}`);
  });
}
