void transform(int kind, int *to, const int *from, int count);
