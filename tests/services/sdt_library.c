/* A stand-in for a vendor's SDT library: what it does is written in the file `mode` beside it, and the
   text block it gives lies in the file `block`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char mode[32];

static const char *now(void)
{
    FILE *file = fopen("mode", "r");
    mode[0] = 0;
    if (file) {
        if (fscanf(file, "%31s", mode) != 1)
            mode[0] = 0;
        fclose(file);
    }
    return mode;
}

static void hang(void)
{
    FILE *file = fopen("hanging", "w");
    if (file)
        fclose(file);
    for (;;)
        sleep(1000);
}

int SDT_OpenPort(int port)
{
    printf("a library that chatters on the standard output\n");
    fflush(stdout);
    if (!strcmp(now(), "unplugged"))
        return 0x01;
    if (!strcmp(mode, "hang-open"))
        hang();
    return port == 1003 ? 0x90 : 0x01;
}

int SDT_ClosePort(int port)
{
    (void)port;
    return 0x90;
}

int SDT_StartFindIDCard(int port, unsigned char *info, int is_inner)
{
    if (port != 1003 || is_inner)
        return 0x01;
    memset(info, 0, 4);
    now();
    if (!strcmp(mode, "hang"))
        hang();
    if (!strcmp(mode, "abort"))
        abort();
    if (!strcmp(mode, "unplugged"))
        return 0x01;
    return strcmp(mode, "none") ? 0x9f : 0x80;
}

int SDT_SelectIDCard(int port, unsigned char *number, int is_inner)
{
    (void)port;
    (void)is_inner;
    memset(number, 0, 8);
    return strcmp(mode, "unselected") ? 0x90 : 0x81;
}

int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned int *length, unsigned char *picture, unsigned int *size,
                    int is_inner)
{
    FILE *file = fopen("block", "rb");
    (void)port;
    (void)is_inner;
    if (!file || !strcmp(mode, "unread"))
        return 0x41;
    *length = (unsigned int)fread(text, 1, 256, file);
    fclose(file);
    memset(picture, 7, 1024);
    *size = 1024;
    return 0x90;
}
