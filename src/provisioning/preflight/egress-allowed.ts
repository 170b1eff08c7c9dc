import { contains, parseCidr } from '../../model/cidr.ts';
import { type Check, failed, notApplicable, passed, unknown } from './check.ts';

const pointer = '/apiServerAccess/authorizedIpRanges';

/** The addresses from which our workers come are among those that may call the API server. None is added silently. */
export const egressAllowed: Check = {
  name: 'egress-allowed',
  async run({ cluster: { order }, standpoint: { egress } }) {
    const { private: isPrivate, authorizedIpRanges: texts = [] } = order.apiServerAccess ?? {};
    if (isPrivate) return notApplicable('Authorized ranges do not apply to a private API server.');
    if (texts.length === 0) return notApplicable('Every address may call the API server.');
    if (egress.length === 0) {
      return unknown(
        'It is not known from which addresses the workers come, so they may be shut out.',
        'Whoever runs Slipway declares them in SLIPWAY_EGRESS_ADDRESSES; they belong into authorizedIpRanges.',
        `${texts.length} ranges are authorized`,
      );
    }
    const ranges = texts.map((text) => parseCidr(text.includes('/') ? text : `${text}/32`));
    const out = egress.filter((one) => !ranges.some((range) => typeof range !== 'string' && contains(range, one)));
    const seen = `workers come from ${egress.map(({ text }) => text).join(', ')}`;
    if (out.length === 0) return passed('The workers come from authorized addresses.', seen);
    const missing = out.map(({ text }) => text).join(', ');
    return failed(
      pointer,
      `Slipway would be shut out of the API server: not authorized is ${missing}.`,
      `Add ${missing} to authorizedIpRanges.`,
      seen,
    );
  },
};
