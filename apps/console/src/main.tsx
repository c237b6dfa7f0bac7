import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles.css';
import { Console } from './app.tsx';
import { startTexts } from './texts/index.ts';

startTexts();
const place = document.getElementById('console');
if (!place) throw new Error('index.html has no place for the console');
createRoot(place).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
