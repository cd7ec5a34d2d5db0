"""What every resolver uses: context, access, ids, paging, budget, signed URLs."""
