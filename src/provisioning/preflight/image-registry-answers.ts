import { cniPlugin } from '../cni/index.ts';
import { type Check, failed, notApplicable, passed, unknown } from './check.ts';

/** The registries that nodes will pull the CNI's images from answer; nodes may have another way to them than we. */
export const imageRegistryAnswers: Check = {
  name: 'image-registry-answers',
  async run({ cluster, catalogue, facts }) {
    const { cni } = cluster.order;
    const hosts = cniPlugin(catalogue, cni.plugin).imageRegistries(cni);
    if (hosts.length === 0) return notApplicable('Where the images come from is not known here.');
    const answers = await Promise.all(hosts.map(async (host) => ({ host, ...(await facts.imageRegistry(host)) })));
    const fact = answers.map((answer) => answer.fact).join('; ');
    const of = (...types: string[]) =>
      answers.flatMap(({ type, host }) => (types.includes(type) ? host : [])).join(', ');
    if (of('absent')) {
      return failed(
        '/cni',
        `No registry of images answers at ${of('absent')}.`,
        'Correct SLIPWAY_IMAGE_REGISTRY, or see what answers in its place.',
        fact,
      );
    }
    const silent = of('silent', 'unclear');
    if (silent) {
      return unknown(
        `${silent} does not answer from here; whether nodes reach it shows when they pull.`,
        'See that the network of the nodes has a way to it, or have a mirror configured (SLIPWAY_IMAGE_REGISTRY).',
        fact,
      );
    }
    return passed(`${hosts.join(', ')} answers.`, fact);
  },
};
