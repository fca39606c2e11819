import { Router } from 'express';
import { cancel, confirmed, reserve } from '../repositories/reservations.js';
import { addTool, brandsMatching, searchTools, shelfLabels, toolsOnShelf } from '../repositories/tools.js';

export const tools = Router();

tools.get('/tools', async (request, response) => {
  response.json(await searchTools(String(request.query.q ?? ''), Number(request.query.page ?? 0)));
});

tools.post('/tools', async (request, response) => {
  const { name, shelf, ...details } = request.body;
  response.status(201).json({ id: await addTool(name, shelf, details) });
});

tools.get('/shelves', async (_request, response) => {
  response.json(await shelfLabels());
});

tools.get('/shelves/:shelf', async (request, response) => {
  response.json(await toolsOnShelf(request.params.shelf));
});

tools.get('/brands', async (request, response) => {
  response.json(await brandsMatching(String(request.query.q ?? '')));
});

tools.get('/tools/:id/reservations', (request, response) => {
  response.json(confirmed(Number(request.params.id)));
});

tools.post('/tools/:id/reservations', (request, response) => {
  response.status(201).json({ id: reserve({ ...request.body, tool: Number(request.params.id) }) });
});

tools.delete('/reservations/:id', (request, response) => {
  response.sendStatus(cancel(Number(request.params.id)) ? 204 : 404);
});
