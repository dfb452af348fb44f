"""The desk: who may come in, what each page takes and shows, what becomes of a file that is put in."""
