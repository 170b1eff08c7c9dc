import { azureProblems } from './problems/azure.ts';
import { insideProblems, jobProblems } from './problems/job.ts';
import { requestProblems } from './problems/request.ts';

/** Every problem Slipway can tell, by code. `docs/errors.md` explains each; a test holds the two together. */
export const problemCatalogue = { ...requestProblems, ...jobProblems, ...azureProblems, ...insideProblems };

export type ProblemCode = keyof typeof problemCatalogue;
