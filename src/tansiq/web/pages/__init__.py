"""The pages, one file for each part of the work; `docs/howto/add-a-page.md` says how to add one."""
