import express from 'express';
import { config } from './config.js';
import { migrate } from './db/migrate.js';
import { loans } from './routes/loans.js';
import { reports } from './routes/reports.js';
import { tools } from './routes/tools.js';

const app = express();
app.use(express.json());
app.use(loans, reports, tools);

await migrate();
app.listen(config.port, () => console.log(`The shed is open on port ${config.port}`));
