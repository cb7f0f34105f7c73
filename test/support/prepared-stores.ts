export async function prepareStores(): Promise<NodeJS.ProcessEnv> {
  throw new Error('later');
}
