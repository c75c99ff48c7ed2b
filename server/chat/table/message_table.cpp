#include "server/chat/table/message_table.h"
