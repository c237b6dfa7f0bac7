/** Sizes as people read them: 20 MB. */
export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const unit = bytes < 1024 ** 2 ? 1 : 2;
  const value = bytes / 1024 ** unit;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit === 1 ? 'KB' : 'MB'}`;
}
