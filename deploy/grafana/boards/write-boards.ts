/** Writes the boards into deploy/grafana/dashboards: part of `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boards, FOLDER } from './boards.ts';

for (const [name, board] of boards) writeFileSync(join(FOLDER, name), `${JSON.stringify(board, null, 2)}\n`);
