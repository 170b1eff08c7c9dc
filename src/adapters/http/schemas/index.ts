import type { TSchema } from 'typebox';
import { ClusterView, CredentialsView, NodeListView, NodeView } from './cluster.ts';
import { OrphansView, RebuiltView } from './inventory.ts';
import { JobView } from './job.ts';
import { OpenJobView, PauseView } from './operator.ts';
import { ProblemEntryView, ProblemView } from './problem.ts';
import { CniPluginView, EventTypeView, HealthView } from './service.ts';
import { FindingView, OrderValidationView } from './validation.ts';
import { DeliveryView, EndpointView, EventView, NewEndpointView, PingView } from './webhook.ts';

/** The nouns of the API that have a name in its description. */
export const namedSchemas: TSchema[] = [
  ProblemView,
  ProblemEntryView,
  JobView,
  NodeView,
  NodeListView,
  ClusterView,
  FindingView,
  OrderValidationView,
  CredentialsView,
  CniPluginView,
  EventView,
  EventTypeView,
  EndpointView,
  NewEndpointView,
  PingView,
  DeliveryView,
  OpenJobView,
  PauseView,
  OrphansView,
  RebuiltView,
  HealthView,
];
