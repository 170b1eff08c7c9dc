import assert from 'node:assert/strict';
import test from 'node:test';
import { createHttpPoller, type LongRunningOperation, type RawResponse } from '@azure/core-lro';
import type { HttpMethods } from '@azure/core-lro/util' with { 'resolution-mode': 'import' };
