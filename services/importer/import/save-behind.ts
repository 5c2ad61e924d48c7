/**
 * Saves progress while the work goes on: one save at a time; changes in the meantime are part of the next
 * save. A slow save thus means more repetition after a crash, not less speed.
 */

export type SaveBehind = {
  /** There is something to save. */
  changed(): void;
  /** Resolves when all changes so far are saved, or a save failed. Never rejects. */
  settled(): Promise<void>;
};

/**
 * @param save saves the state at the time of the call
 * @param onFailure called at the first failure; nothing is saved after it
 */
export function saveBehind(save: () => Promise<void>, onFailure: (error: unknown) => void): SaveBehind {
  let isDirty = false;
  let hasFailed = false;
  let saving: Promise<void> | null = null;

  async function saveAll(): Promise<void> {
    while (isDirty && !hasFailed) {
      isDirty = false;
      try {
        await save();
      } catch (error) {
        hasFailed = true;
        onFailure(error);
      }
    }
    saving = null;
  }

  return {
    changed() {
      if (hasFailed) return;
      isDirty = true;
      saving ??= saveAll();
    },
    async settled() {
      while (saving) await saving;
    },
  };
}
