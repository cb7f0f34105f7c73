import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { readDashboard, readRules } from '../../test/support/monitoring.js';
import { Prometheus } from '../../test/support/prometheus.js';
import { withStores } from '../stores.js';
import { dashboardPicture } from './picture.js';
import { readPanels } from './plotted-panel.js';
import { playStory } from './story.js';

const PICTURE = 'docs/dashboard.svg';

if (spawnSync('wrk', ['-v']).error) throw new Error('wrk is not here: install it (Debian: apt install wrk)');
await withStores(async (stores) => {
  const prometheus = await Prometheus.start(readRules());
  try {
    const story = await playStory(stores, prometheus);
    const panels = await readPanels(readDashboard(), prometheus, story);
    await writeFile(PICTURE, dashboardPicture(panels, story));
    console.log(`${PICTURE} is written`);
  } finally {
    await prometheus.stop();
  }
});
