/** Which form of the suite runs: `short` for every change, `long` by hand. */
type FormName = 'short' | 'long';

const forms = {
  socketKills: {
    short: { kills: 30, answered: 20_000 },
    long: { kills: 300, answered: 200_000 },
  },
  brokenConnections: {
    short: { seconds: 6 },
    long: { seconds: 60 },
  },
  redisKills: {
    short: { kills: 3, answered: 2000 },
    long: { kills: 20, answered: 100_000 },
  },
  serviceKills: {
    short: { kills: 3, answered: 2000 },
    long: { kills: 10, answered: 50_000 },
  },
  twoServices: {
    short: { socketKills: 20, redisKills: 1, answered: 10_000 },
    long: { socketKills: 300, redisKills: 20, answered: 200_000 },
  },
  eviction: {
    short: { kills: 10, answered: 3000 },
    long: { kills: 300, answered: 50_000 },
  },
  slowRedis: {
    short: { visits: 3000, rounds: 1 },
    long: { visits: 50_000, rounds: 3 },
  },
  refusingRedis: {
    short: { degraded: 500, rounds: 1 },
    long: { degraded: 20_000, rounds: 3 },
  },
  wipedRedis: {
    short: { ways: 2, wipes: 1, answered: 3000 },
    long: { ways: 5, wipes: 3, answered: 20_000 },
  },
  failover: {
    short: { kills: 1, answered: 2000 },
    long: { kills: 5, answered: 20_000 },
  },
  handOvers: {
    short: { rounds: 1, slots: 300, answered: 1000 },
    long: { rounds: 3, slots: 1000, answered: 5000 },
  },
  storeOutages: {
    short: { outages: 1, answered: 2000 },
    long: { outages: 10, answered: 20_000 },
  },
  shutdowns: {
    short: { shutdowns: 3, answered: 1000 },
    long: { shutdowns: 20, answered: 10_000 },
  },
  badInput: {
    short: { requests: 5000, heldConnections: 50 },
    long: { requests: 100_000, heldConnections: 500 },
  },
  nameFlood: {
    // Beside so many connections a busy machine is slow whatever they ask for.
    short: { seconds: 5, knownMs: 2000 },
    long: { seconds: 60, knownMs: 250 },
  },
} satisfies Record<string, Record<FormName, Record<string, number>>>;

/** The form that `FORM` names; the short one if it names none. */
const formName: FormName = process.env['FORM'] === 'long' ? 'long' : 'short';

/** How often and how much each scenario does, in the form that runs. */
export function formOf<Scenario extends keyof typeof forms>(
  scenario: Scenario,
): (typeof forms)[Scenario]['short'] {
  return forms[scenario][formName];
}

/** How long a scenario may take, in milliseconds. */
export const SCENARIO_TIMEOUT_MS = formName === 'long' ? 1_800_000 : 120_000;
