/**
 * Saves behind work that goes on: one save at a time, and whatever changed meanwhile goes with the next one. A save that takes long thus
 * costs more repetition after a crash, not speed.
 */

export type SaveBehind = {
  /** There is something to save. */
  changed(): void;
  /** Resolves when all that changed so far is saved, or a save failed. Never rejects. */
  settled(): Promise<void>;
};

/**
 * @param save takes what there is when it is called
 * @param onFailure told of the first failure; nothing is saved after it
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
