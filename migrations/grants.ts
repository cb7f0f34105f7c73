/** What the service's user may do with one table. */
interface TableGrant {
  table: string;
  privileges: readonly ('SELECT' | 'INSERT' | 'UPDATE')[];
}

/**
 * All that the service's user may do, in its own schema and anywhere else. A privilege is taken away one release after
 * the code that needed it, since the build before runs on these grants until it is replaced.
 */
export const serviceGrants: readonly TableGrant[] = [
  { table: 'pokemon', privileges: ['SELECT'] },
  { table: 'migrations', privileges: ['SELECT'] },
  { table: 'counter_snapshot', privileges: ['SELECT', 'INSERT', 'UPDATE'] },
];
