import { Router } from 'express';
import { record } from '../repositories/audit.js';
import { dueBefore, forget, giveBack, lend, mayBorrow } from '../repositories/loans.js';

export const loans = Router();

loans.post('/loans', async (request, response) => {
  const { memberId, toolId } = request.body;
  if (!(await mayBorrow(memberId))) {
    response.status(409).json({ error: 'Select another member: this one has late loans' });
    return;
  }
  const id = await lend(memberId, toolId);
  await record(String(memberId), `borrowed ${toolId}`);
  response.status(201).json({ id });
});

loans.get('/loans/due', async (request, response) => {
  response.json(await dueBefore(String(request.query.before)));
});

loans.post('/loans/:id/return', async (request, response) => {
  await giveBack(Number(request.params.id));
  response.sendStatus(204);
});

loans.delete('/loans/:id', async (request, response) => {
  await forget(Number(request.params.id));
  response.sendStatus(204);
});
