#include "server/chat/table/chat_state_table.h"
