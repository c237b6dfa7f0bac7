// Made by tools/generate-client.ts from the routes of apps/server/web. Not edited by hand.

export interface paths {
    "/api/access/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 登录策略 */
        get: operations["getAccessPolicy"];
        put?: never;
        /** 修改登录策略 */
        post: operations["postAccessPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 账户列表 */
        get: operations["getAccounts"];
        put?: never;
        /** 建立账户 */
        post: operations["postAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个账户 */
        get: operations["getAccountsLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 关闭账户 */
        post: operations["postAccountsLoginClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/end-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 结束会话 */
        post: operations["postAccountsLoginEndSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/grant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 授予岗位、辖区、单位代码、证号 */
        post: operations["postAccountsLoginGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/link-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 为账户生成统一身份关联码 */
        post: operations["postAccountsLoginLinkCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 调整姓名、单位、职务 */
        post: operations["postAccountsLoginMove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重新启用账户 */
        post: operations["postAccountsLoginReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重置密码 */
        post: operations["postAccountsLoginResetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 解锁或放行 */
        post: operations["postAccountsLoginUnlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{login}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 收回授权 */
        post: operations["postAccountsLoginWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 建立账户和授权时可选的单位、辖区、岗位 */
        get: operations["getAccountsChoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载附件（支持分段；每次下载留痕） */
        get: operations["getAttachmentsIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 图片附件的缩略图（不含拍摄信息） */
        get: operations["getAttachmentsIdPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤回附件（留痕，不删除） */
        post: operations["postAttachmentsIdWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 检索封存的操作记录 */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一条封存记录：封存内容、前后封印、所属封存头 */
        get: operations["getAuditId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 立即核验该记录所在的封存链 */
        post: operations["postAuditIdVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 每日封存头 */
        get: operations["getAuditHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 待封存与最近一次核验 */
        get: operations["getAuditState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 安排一次全部核验 */
        post: operations["postAuditVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 备份 */
        get: operations["getBackups"];
        put?: never;
        /** 立即备份 */
        post: operations["postBackups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/waiting-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 恢复后待定的消息 */
        get: operations["getBackupsWaitingMessages"];
        put?: never;
        /** 决定恢复后待定的消息是否发出 */
        post: operations["postBackupsWaitingMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 核验纸质文书：凭核验码查有无此件 */
        get: operations["getCheckCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本单位账户 */
        get: operations["getColleagues"];
        put?: never;
        /** 为本单位增加账户 */
        post: operations["postColleagues"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/colleagues/{login}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 关闭本单位账户 */
        post: operations["postColleaguesLoginClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/colleagues/{login}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 为本单位账户重新生成设置密码的链接 */
        post: operations["postColleaguesLoginLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 区划：某日的树，按行政或管理口径 */
        get: operations["getDirectoryAreas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/areas/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个区划：上级、所在、沿革 */
        get: operations["getDirectoryAreasCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 机构：某日的单位 */
        get: operations["getDirectoryBodies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/bodies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个单位：职务、权限、沿革 */
        get: operations["getDirectoryBodiesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 变更区划、单位或职务（写明生效日，不覆盖） */
        post: operations["postDirectoryChanges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记区划或机构：逐行逐项指出问题，可先预览 */
        post: operations["postDirectoryImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/powers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 权限表：事项 × 区划 × 单位，某日有效；空白与重叠一并列出 */
        get: operations["getDirectoryPowers"];
        put?: never;
        /** 变更权限（写明生效日，不覆盖） */
        post: operations["postDirectoryPowers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/directory/powers/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记权限：逐行逐项指出问题，可先预览 */
        post: operations["postDirectoryPowersImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 登录页所需 */
        get: operations["getDoor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 获取短信验证码 */
        post: operations["postDoorCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/code/enter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 以短信验证码登录 */
        post: operations["postDoorCodeEnter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/firm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请企业账户 */
        post: operations["postDoorFirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/first": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 首次设置三名管理员 */
        post: operations["postDoorFirst"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 一次性链接是否有效 */
        post: operations["postDoorLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 以一次性链接设置密码 */
        post: operations["postDoorPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 前往统一身份认证 */
        get: operations["getDoorSso"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/sso/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 以关联码关联统一身份 */
        post: operations["postDoorSsoLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/door/sso/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 统一身份认证返回 */
        get: operations["getDoorSsoReturn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dossiers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 卷宗装订到哪一步 */
        get: operations["getDossiersId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dossiers/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载卷宗（带水印的副本） */
        get: operations["getDossiersIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 业务：每项业务的台账、办件类型、指标和成熟度，及可手工开件的入口 */
        get: operations["getDuties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duties/{programme}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一项业务：依据、台账、流程图、指标、故事、成熟度 */
        get: operations["getDutiesProgramme"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 指标 */
        get: operations["getFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/figures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个指标的记录 */
        get: operations["getFiguresId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 办件列表 */
        get: operations["getFiles"];
        put?: never;
        /** 手工开件：谁可以开、关于什么、填什么，由办件类型声明 */
        post: operations["postFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个办件 */
        get: operations["getFilesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 办理一步 */
        post: operations["postFilesIdActs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 办件的附件 */
        get: operations["getFilesIdAttachments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 装订卷宗（后台进行） */
        post: operations["postFilesIdDossiers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 办件的文书和卷宗 */
        get: operations["getFilesIdPapers"];
        put?: never;
        /** 制作文书（同样内容只制作一次） */
        post: operations["postFilesIdPapers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/firm-applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 企业账户申请 */
        get: operations["getFirmApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/firm-applications/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批准或退回企业账户申请 */
        post: operations["postFirmApplicationsIdDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/frames/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一条原始报文 */
        get: operations["getFramesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 统一身份 */
        get: operations["getIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identities/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 关联统一身份到账户 */
        post: operations["postIdentitiesLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identities/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 解除统一身份关联 */
        post: operations["postIdentitiesUnlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一次批量登记：栏目、比对结果、进度 */
        get: operations["getImportsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：取消；已登记的保留，可再撤销 */
        post: operations["postImportsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/choose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：选工作表、表头行，逐列指定栏目 */
        post: operations["postImportsIdChoose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：对一类或几行作出处理：不登、按新的登、作为已有一项的变更 */
        post: operations["postImportsIdDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/enter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：登记已确认的行 */
        post: operations["postImportsIdEnter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：读取并比对 */
        post: operations["postImportsIdRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批量登记逐行的结果；问题可导出为表格 */
        get: operations["getImportsIdRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：撤销，恢复登记前的内容 */
        post: operations["postImportsIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 消息中心 */
        get: operations["getInbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 标为已读 */
        post: operations["postInboxRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 未读消息数 */
        get: operations["getInboxUnread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 任务 */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 立即运行任务 */
        post: operations["postJobsJobRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 任务的各次运行 */
        get: operations["getJobsJobRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/kept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 待处理报文 */
        get: operations["getKept"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/kept/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重放某个 MN 的留存报文 */
        post: operations["postKeptReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 实时更新（事件流） */
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 地图：可看的图层、区县边界（示意）、底图 */
        get: operations["getMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的账户 */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/link-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 生成本人的统一身份关联码 */
        post: operations["postMeLinkCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 修改本人密码 */
        post: operations["postMePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{session}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 结束本人的一个会话 */
        post: operations["postMeSessionsSessionEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 结束本人的其他会话 */
        post: operations["postMeSessionsEndOthers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤销一次合并 */
        post: operations["postMergesIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 消息发送 */
        get: operations["getMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重发一条消息 */
        post: operations["postMessagesIdResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/papers/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载文书：PDF 副本带水印和核验码；original=1 为原件 */
        get: operations["getPapersIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/papers/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 文号作废：写明原因，不再使用 */
        post: operations["postPapersIdVoid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parties/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一企一档：范围内提到这家单位的一切 */
        get: operations["getPartiesCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parties/{code}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 两日对照：两日登记内容的不同，可指定各按何时所知 */
        get: operations["getPartiesCodeCompare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parties/{code}/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 提到这家单位的事实，新的在前 */
        get: operations["getPartiesCodeMentions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/picks/{what}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 表单选择：单位、地点、某本台账的登记项 */
        get: operations["getPicksWhat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一地一档：范围内提到这个地点的一切 */
        get: operations["getPlacesCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places/{code}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 两日对照：两日登记内容的不同，可指定各按何时所知 */
        get: operations["getPlacesCodeCompare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places/{code}/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 提到这个地点的事实，新的在前 */
        get: operations["getPlacesCodeMentions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 平台健康 */
        get: operations["getPlatformHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receipts/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发送渠道的送达回执（X-Xiushui-Timestamp 与 X-Xiushui-Signature 签名） */
        post: operations["postReceiptsChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 台账 */
        get: operations["getRegisters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一本台账：某日有效的登记项，可查找、筛选、排序、翻页、导出 */
        get: operations["getRegistersRegister"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个登记项：当前内容、历次版本、提到它的办件与事实 */
        get: operations["getRegistersRegisterEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一本台账各筛选项的个数：每项按其余条件统计 */
        get: operations["getRegistersRegisterCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 终止一个登记项（自某日起） */
        post: operations["postRegistersRegisterEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登记、变更（自某日起） */
        post: operations["postRegistersRegisterEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量登记：逐行逐项指出问题，其余照记；可先预览 */
        post: operations["postRegistersRegisterImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一本台账的批量登记 */
        get: operations["getRegistersRegisterImports"];
        put?: never;
        /** 批量登记：选定已上传的表格（XLSX、CSV） */
        post: operations["postRegistersRegisterImports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一本台账在地图窗口内的登记项；超过 2 000 项时按网格汇总个数 */
        get: operations["getRegistersRegisterMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一本台账中合并过的重复项 */
        get: operations["getRegistersRegisterMerges"];
        put?: never;
        /** 合并重复项：一项终止并入另一项，引用随之改指 */
        post: operations["postRegistersRegisterMerges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 变更申请：待审核的与已处理的 */
        get: operations["getRegistersRegisterRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/requests/{request}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 审核一件变更申请：同意即记入，不同意须说明 */
        post: operations["postRegistersRegisterRequestsRequestDecision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/{register}/requests/{request}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤回自己提出的变更申请 */
        post: operations["postRegistersRegisterRequestsRequestWithdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registers/logger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登记数采仪 */
        post: operations["postRegistersLogger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 年度报告 */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 保存期限 */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 封存（不得清理的记录） */
        get: operations["getRetentionHolds"];
        put?: never;
        /** 设定封存 */
        post: operations["postRetentionHolds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/holds/{id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 解除封存 */
        post: operations["postRetentionHoldsIdLift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 立即检查保存期限并准备清理 */
        post: operations["postRetentionLook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/removals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 到期清理 */
        get: operations["getRetentionRemovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/removals/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 确认或放弃清理 */
        post: operations["postRetentionRemovalsIdDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/removals/{id}/propose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 提出清理 */
        post: operations["postRetentionRemovalsIdPropose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 在所有台账中查找：名称、编号、拼音、首字母 */
        get: operations["getSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 当前登录 */
        get: operations["getSession"];
        put?: never;
        /** 登录 */
        post: operations["postSession"];
        /** 退出 */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/set-aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 搁置的事实 */
        get: operations["getSetAside"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/set-aside/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重试搁置的事实 */
        post: operations["postSetAsideRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/set-aside/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 跳过搁置的事实，写明理由 */
        post: operations["postSetAsideSkip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 排放口监测 */
        get: operations["getStations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stations/{outlet}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个排放口 */
        get: operations["getStationsOutlet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stations/{outlet}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个因子的数据序列 */
        get: operations["getStationsOutletSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本单位学法积分 */
        get: operations["getStudyBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 消息模板 */
        get: operations["getTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 改写模板，自某日起生效 */
        post: operations["postTemplatesId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 预览模板 */
        post: operations["postTemplatesIdPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 今日 */
        get: operations["getToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 上传附件（multipart，一次一份） */
        post: operations["postUploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verdicts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 判定及其依据 */
        get: operations["getVerdictsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 对外推送 */
        get: operations["getWebhooks"];
        put?: never;
        /** 新建对外推送 */
        post: operations["postWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 推送记录 */
        get: operations["getWebhooksIdDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 更换签名密钥 */
        post: operations["postWebhooksIdKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重新推送失败的事实 */
        post: operations["postWebhooksIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 暂停、恢复或终止对外推送 */
        post: operations["postWebhooksIdState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Act: {
            /** @description epoch milliseconds */
            at: number;
            /** @description name of the person, or 系统 */
            by: string;
            byRole: string;
            effects: {
                ref: components["schemas"]["Ref"] | null;
                says: string;
            }[];
            name: string;
            nameEn: string;
            /** @description the fields of the act */
            says: {
                [key: string]: unknown;
            };
            sealed: boolean;
            seq: number;
            /** @description the same, with labels */
            shown: {
                name: string;
                nameEn: string;
                text: string;
            }[];
            step: string;
        };
        AskShown: {
            /** @description what a file field takes; its value is the ids of uploads, joined by commas */
            accepts?: {
                endings: string[];
                kind: string;
                most: number;
                mostBytes: number;
                says: string;
                saysEn: string;
            };
            atLeast: number | null;
            atMost: number | null;
            choices?: {
                name: string;
                nameEn: string;
                value: string;
            }[];
            field: string;
            /** @enum {string} */
            kind: "text" | "longText" | "choice" | "number" | "day" | "party" | "place" | "entry" | "file";
            name: string;
            nameEn: string;
            /** @description the register an entry is chosen from */
            of: string | null;
            required: boolean;
            requiredWhen: {
                field: string;
                is: string[];
            } | null;
            unit: string | null;
            unitEn: string | null;
        };
        CaseFile: {
            acts: components["schemas"]["Act"][];
            clocks: {
                /** @description epoch milliseconds */
                dueAt: number;
                explains: string;
                /** @description epoch milliseconds */
                firedAt: number | null;
                name: string;
                nameEn: string;
                /** @description epoch milliseconds */
                startedAt: number;
                /** @description epoch milliseconds */
                stoppedAt: number | null;
            }[];
            /** @description epoch milliseconds */
            closedAt: number | null;
            /** @description 办结 · 结案 · 销号 · 销警 when closed */
            closing: string | null;
            closingEn: string | null;
            district: string;
            districtName: string;
            /** @description epoch milliseconds */
            dueAt: number | null;
            id: string;
            level: number;
            levelName: string;
            levelNameEn: string;
            links: {
                name: string;
                ref: components["schemas"]["Ref"];
                role: string;
                roleName: string;
                roleNameEn: string;
            }[];
            messages: {
                channel: string;
                error: string | null;
                id: string;
                /** @description epoch milliseconds */
                queuedAt: number;
                /** @description epoch milliseconds */
                sentAt: number | null;
                /** @enum {string} */
                status: "queued" | "sent" | "delivered" | "failed" | "undeliverable" | "joined" | "afterRestore";
                text: string;
                to: string;
            }[];
            next: components["schemas"]["NextStep"][];
            number: string;
            /** @description epoch milliseconds */
            openedAt: number;
            overdue: boolean;
            party: {
                id: string;
                kind: string;
                name: string;
            };
            place: {
                id: string;
                kind: string;
                name: string;
            } | null;
            procedure: string;
            procedureName: string;
            procedureNameEn: string;
            /** @enum {string} */
            status: "open" | "closed";
            step: string;
            stepName: string;
            stepNameEn: string;
            /** @description the whole procedure, in order, for the progress bar */
            steps: {
                closes: boolean;
                /** @description not on the straight way: shown once it was taken */
                detour: boolean;
                name: string;
                nameEn: string;
                step: string;
            }[];
            title: string;
            /** @description how many acts it has; sent back in If-Match, an act on an older version is refused */
            version: number;
            /** @description who it is waiting for, in words */
            waitingFor: string | null;
            waitingForEn: string | null;
        };
        Explanation: {
            arithmetic: string[];
            inputHash: string;
            inputs: {
                counts: boolean;
                frame: string | null;
                mark: string | null;
                /** @description epoch milliseconds */
                observedAt: number;
                text: string;
                value: number | null;
            }[];
            lawRelease: string;
            limitsConsidered: {
                /**
                 * @description the averaging period the limit is judged by
                 * @enum {string}
                 */
                basis: "hour" | "day";
                chosen: boolean;
                clause: string;
                confidence: string;
                effectiveFrom: string;
                id: string;
                lower: number | null;
                parameter: string;
                unit: string;
                upper: number | null;
            }[];
            method: {
                cite: string;
                id: string;
                name: string;
                version: string;
            };
            party: {
                id: string;
                kind: string;
                name: string;
            };
            place: {
                id: string;
                kind: string;
                name: string;
            };
            recomputed: {
                outcome: string;
                same: boolean;
                value: number | null;
            };
            validity: {
                cite: string;
                confidence: string;
                counted: number;
                due: number;
                rule: string;
                unit: string;
            };
            verdict: components["schemas"]["VerdictShown"];
        };
        Figure: {
            /** @description epoch milliseconds */
            asOf: number;
            /** @enum {string} */
            basis: "测算" | "登记" | "导入" | "外部认定" | "表述";
            basisEn: string;
            /** @description the algebra in words */
            formula: string;
            id: string;
            name: string;
            nameEn: string;
            records: number;
            scope: string;
            scopeEn: string;
            text: string;
            unit: string;
            unitEn: string;
            value: number | null;
        };
        FigureRecords: {
            figure: components["schemas"]["Figure"];
            records: {
                amount: number | null;
                day: string;
                district: string;
                name: string;
                party: string | null;
                place: string | null;
                ref: components["schemas"]["Ref"];
                status: string;
                unit: string | null;
            }[];
        };
        FileSummary: {
            /** @description epoch milliseconds */
            closedAt: number | null;
            /** @description 办结 · 结案 · 销号 · 销警 when closed */
            closing: string | null;
            closingEn: string | null;
            district: string;
            districtName: string;
            /** @description epoch milliseconds */
            dueAt: number | null;
            id: string;
            level: number;
            levelName: string;
            levelNameEn: string;
            number: string;
            /** @description epoch milliseconds */
            openedAt: number;
            overdue: boolean;
            party: {
                id: string;
                kind: string;
                name: string;
            };
            place: {
                id: string;
                kind: string;
                name: string;
            } | null;
            procedure: string;
            procedureName: string;
            procedureNameEn: string;
            /** @enum {string} */
            status: "open" | "closed";
            step: string;
            stepName: string;
            stepNameEn: string;
            title: string;
            /** @description who it is waiting for, in words */
            waitingFor: string | null;
            waitingForEn: string | null;
        };
        FrameShown: {
            admission: string;
            admissionSays: string;
            direction: string;
            edition: string;
            findings: {
                code: string;
                from: number;
                says: string;
                to: number;
            }[];
            header: {
                [key: string]: unknown;
            };
            /** @description hex dump, PW masked */
            hex: string;
            id: string;
            length: number;
            peer: string;
            /** @description epoch milliseconds */
            receivedAt: number;
            records: {
                key: string;
                name: string | null;
                text: string;
            }[];
            /** @description the bytes as text, PW masked */
            text: string;
        };
        KeptFrame: {
            canReplay: boolean;
            cn: string | null;
            code: string;
            id: string;
            mn: string | null;
            peer: string;
            /** @description epoch milliseconds */
            receivedAt: number;
            says: string;
            /** @enum {string} */
            state: "open" | "replayed";
            text: string;
            why: string | null;
        };
        LimitShown: {
            /**
             * @description the averaging period the limit is judged by
             * @enum {string}
             */
            basis: "hour" | "day";
            clause: string;
            confidence: string;
            effectiveFrom: string;
            id: string;
            lower: number | null;
            parameter: string;
            unit: string;
            upper: number | null;
        };
        Live: {
            /** @description epoch milliseconds */
            at: number;
            district: string | null;
            place: string | null;
            /** @enum {string} */
            topic: "readings" | "hours" | "files" | "kept" | "loggers" | "messages" | "inbox";
        };
        NextStep: {
            asks: components["schemas"]["AskShown"][];
            can: boolean;
            /** @description label of the button */
            name: string;
            nameEn: string;
            step: string;
            why: string | null;
            whyEn: string | null;
        };
        Person: {
            /** @description name of the body or firm the person acts for */
            body: string;
            login: string;
            name: string;
            /** @description credit code, for people of a firm */
            party: string | null;
            /** @enum {string} */
            role: "duty" | "officer" | "engineer" | "office" | "leader" | "admin" | "security" | "auditor" | "firm" | "citizen";
            roleName: string;
            /** @description district codes; "*" is the whole city */
            scope: string[];
        };
        Problem: {
            about?: {
                [key: string]: unknown;
            };
            /** @description refusal code in words, e.g. case.notYourStep */
            code: string;
            /** @description what to do next */
            do?: string;
            doEn?: string;
            findings?: {
                path: string;
                row?: number | null;
                says: string;
                saysEn?: string;
            }[];
            status: number;
            /** @description what happened, in Chinese */
            title: string;
            titleEn: string;
            type: string;
        };
        Ref: {
            id: string;
            kind: string;
        };
        Report: {
            /** @description epoch milliseconds */
            asOf: number;
            note: string;
            paragraphs: ({
                text: string;
            } | {
                figure: components["schemas"]["Figure"];
            })[][];
            title: string;
            year: number;
        };
        Series: {
            days: {
                counts: boolean;
                day: string;
                value: number | null;
                verdict: components["schemas"]["VerdictShown"] | null;
                why: string | null;
            }[];
            /** @description epoch milliseconds */
            from: number;
            hours: {
                /** @description epoch milliseconds */
                at: number;
                counts: boolean;
                /** @description minutes of the hour that count */
                coverage: number;
                differs: boolean;
                /** @description the logger's own hour (CN 2061) */
                loggerValue: number | null;
                value: number | null;
                verdict: components["schemas"]["VerdictShown"] | null;
                why: string | null;
            }[];
            /** @description the limit of the last day shown */
            limit: components["schemas"]["LimitShown"] | null;
            minutes: {
                /** @description epoch milliseconds */
                at: number;
                frame: string | null;
                mark: string | null;
                revision: number;
                value: number | null;
            }[];
            name: string;
            outlet: string;
            parameter: string;
            realtime: {
                /** @description epoch milliseconds */
                at: number;
                frame: string | null;
                mark: string | null;
                revision: number;
                value: number | null;
            }[];
            silences: {
                /** @description epoch milliseconds */
                from: number;
                /** @description epoch milliseconds */
                to: number | null;
            }[];
            /** @description epoch milliseconds */
            to: number;
            unit: string;
        };
        Session: {
            csrf: string;
            demo: boolean;
            /** @description epoch milliseconds */
            expiresAt: number;
            /** @description nothing else is answered before a password of one’s own is set */
            mustChange: boolean;
            person: components["schemas"]["Person"];
            /** @description told once, when the session opens: the sign-in before this one, and the wrong tries since */
            since: {
                failed: number;
                /** @description epoch milliseconds */
                lastAt: number | null;
                lastFrom: string | null;
            } | null;
        };
        Station: {
            /** @description DW001, DA001 */
            code: string;
            district: string;
            districtName: string;
            files: components["schemas"]["FileSummary"][];
            firm: {
                id: string;
                kind: string;
                name: string;
            };
            /** @enum {string} */
            kind: "wastewaterOutlet" | "stack";
            kindName: string;
            /** @description epoch milliseconds */
            lastAt: number | null;
            lat: number | null;
            latest: {
                limit: number | null;
                mark: string | null;
                markName: string | null;
                name: string;
                /** @description epoch milliseconds */
                observedAt: number;
                parameter: string;
                text: string;
                unit: string;
                value: number | null;
            }[];
            /** @description MN */
            logger: string | null;
            lon: number | null;
            name: string;
            openFiles: number;
            outlet: string;
            parameters: {
                limit: components["schemas"]["LimitShown"] | null;
                name: string;
                parameter: string;
                unit: string;
            }[];
            permit: string | null;
            /** @enum {string} */
            state: "reporting" | "silent" | "never";
        };
        StationSummary: {
            /** @description DW001, DA001 */
            code: string;
            district: string;
            districtName: string;
            firm: {
                id: string;
                kind: string;
                name: string;
            };
            /** @enum {string} */
            kind: "wastewaterOutlet" | "stack";
            kindName: string;
            /** @description epoch milliseconds */
            lastAt: number | null;
            lat: number | null;
            latest: {
                limit: number | null;
                mark: string | null;
                markName: string | null;
                name: string;
                /** @description epoch milliseconds */
                observedAt: number;
                parameter: string;
                text: string;
                unit: string;
                value: number | null;
            }[];
            /** @description MN */
            logger: string | null;
            lon: number | null;
            name: string;
            openFiles: number;
            outlet: string;
            /** @enum {string} */
            state: "reporting" | "silent" | "never";
        };
        StudyBalance: {
            earned: number;
            points: number;
            statement: {
                day: string;
                id: string;
                points: number;
                says: string;
            }[];
            used: number;
        };
        Today: {
            /** @description epoch milliseconds */
            at: number;
            /** @description age of the oldest frame answered but not yet written; null when none */
            backlogSeconds: number | null;
            frames: {
                /** @description frames kept with a finding and not yet dealt with */
                keptOpen: number;
                lastHour: number;
            };
            loggers: {
                never: number;
                reporting: number;
                silent: number;
                total: number;
            };
            /** @description waiting for someone like me */
            mine: components["schemas"]["FileSummary"][];
            overdue: components["schemas"]["FileSummary"][];
            /** @description open, waiting for others */
            waiting: components["schemas"]["FileSummary"][];
        };
        VerdictShown: {
            /**
             * @description an hour over on a daily-mean limit is a reminder level, not an exceedance
             * @enum {string}
             */
            consequence: "none" | "reminder" | "exceedance";
            id: string;
            /** @description epoch milliseconds */
            knownAt: number;
            limit: components["schemas"]["LimitShown"] | null;
            /** @description times over the limit: (value − limit) / limit */
            multiple: number | null;
            /** @enum {string} */
            outcome: "within" | "over" | "cannotJudge";
            outcomeName: string;
            parameter: string;
            parameterName: string;
            /** @enum {string} */
            period: "hour" | "day";
            reason: string | null;
            /** @description epoch milliseconds */
            startAt: number;
            supersededBy: string | null;
            /** @description the value as rounded for comparison */
            text: string | null;
            unit: string;
            value: number | null;
        };
        Webhook: {
            districtNames: string[];
            /** @description district codes; "*" is the whole city */
            districts: string[];
            /** @description given up after their tries */
            failed: number;
            id: string;
            keyVersion: number;
            kinds: string[];
            /** @description epoch milliseconds */
            lastDeliveredAt: number | null;
            lastError: string | null;
            /** @description epoch milliseconds */
            madeAt: number;
            madeBy: string;
            name: string;
            party: string | null;
            /** @enum {string} */
            state: "active" | "paused" | "ended";
            url: string;
            waiting: number;
        };
        WebhookAskedInput: {
            districts: string[];
            kinds: string[];
            name: string;
            /** @default null */
            party: string | null;
            url: string;
        };
        WebhookDelivery: {
            /** @description epoch milliseconds */
            appearedAt: number;
            /** @description epoch milliseconds */
            deliveredAt: number | null;
            error: string | null;
            fact: string;
            kind: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            status: number | null;
            tries: number;
        };
        WebhookMade: {
            /** @description shown once */
            secret: string;
            webhook: components["schemas"]["Webhook"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAccessPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number | null;
                        by: string | null;
                        policy: {
                            failures: number;
                            idleMinutes: number;
                            lockMinutes: number;
                            longestHours: number;
                            passwordDays: number;
                            /** @enum {string} */
                            passwordStorage: "argon2id" | "sm3";
                        };
                        why: {
                            code: string;
                            do: string | null;
                            doEn: string | null;
                            says: string;
                            saysEn: string;
                        } | null;
                    };
                };
            };
        };
    };
    postAccessPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    failures: number;
                    idleMinutes: number;
                    lockMinutes: number;
                    longestHours: number;
                    passwordDays: number;
                    /** @enum {string} */
                    passwordStorage: "argon2id" | "sm3";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failures: number;
                        idleMinutes: number;
                        lockMinutes: number;
                        longestHours: number;
                        passwordDays: number;
                        /** @enum {string} */
                        passwordStorage: "argon2id" | "sm3";
                    };
                };
            };
        };
    };
    getAccounts: {
        parameters: {
            query?: {
                body?: string;
                cursor?: string;
                district?: string;
                format?: "json" | "csv";
                limit?: number;
                q?: string;
                role?: string;
                state?: "active" | "locked" | "held" | "waiting" | "closed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            body: string;
                            bodyName: string;
                            districtNames: string[];
                            districts: string[];
                            /** @description epoch milliseconds */
                            lastInAt: number | null;
                            login: string;
                            name: string;
                            party: string | null;
                            post: string;
                            /**
                             * @description null until the security administrator grants one
                             * @enum {string|null}
                             */
                            role: "duty" | "officer" | "engineer" | "office" | "leader" | "admin" | "security" | "auditor" | "firm" | "citizen" | null;
                            roleName: string | null;
                            sessions: number;
                            /** @enum {string} */
                            state: "active" | "locked" | "held" | "waiting" | "closed";
                        }[];
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postAccounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    body: string;
                    login: string;
                    name: string;
                    /** @default  */
                    post?: string;
                    staffNo?: string | null;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                        /** @description shown once, to be handed over; good for a week */
                        password: string;
                    };
                };
            };
        };
    };
    getAccountsLogin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        body: string;
                        bodyName: string;
                        certificate: string | null;
                        /** @description epoch milliseconds */
                        closedAt: number | null;
                        /** @description epoch milliseconds */
                        createdAt: number | null;
                        demo: boolean;
                        districtNames: string[];
                        districts: string[];
                        failedSince: number;
                        history: {
                            agent: string | null;
                            /** @description epoch milliseconds */
                            at: number;
                            from: string | null;
                            outcome: string;
                            way: string;
                        }[];
                        identities: {
                            issuer: string;
                            /** @description epoch milliseconds */
                            linkedAt: number | null;
                            name: string;
                        }[];
                        keeper: boolean;
                        /** @description epoch milliseconds */
                        lastInAt: number | null;
                        /** @description epoch milliseconds */
                        lockedUntil: number | null;
                        login: string;
                        mustChange: boolean;
                        name: string;
                        openSessions: {
                            agent: string | null;
                            from: string | null;
                            id: string;
                            /** @description epoch milliseconds */
                            openedAt: number;
                            /** @description the one that asks */
                            own: boolean;
                            /** @description epoch milliseconds */
                            seenAt: number;
                            way: string;
                        }[];
                        party: string | null;
                        /** @description epoch milliseconds */
                        passwordAt: number | null;
                        post: string;
                        /**
                         * @description null until the security administrator grants one
                         * @enum {string|null}
                         */
                        role: "duty" | "officer" | "engineer" | "office" | "leader" | "admin" | "security" | "auditor" | "firm" | "citizen" | null;
                        roleName: string | null;
                        sessions: number;
                        staffNo: string | null;
                        /** @enum {string} */
                        state: "active" | "locked" | "held" | "waiting" | "closed";
                        /** @description every button, and why it is off for the asker */
                        verbs: {
                            verb: string;
                            why: {
                                code: string;
                                do: string | null;
                                doEn: string | null;
                                says: string;
                                saysEn: string;
                            } | null;
                        }[];
                    };
                };
            };
        };
    };
    postAccountsLoginClose: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    postAccountsLoginEndSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    id?: string | null;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    postAccountsLoginGrant: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    certificate?: string | null;
                    /** @default [] */
                    districts?: string[];
                    /** @default null */
                    party?: string | null;
                    /** @enum {string} */
                    role: "duty" | "officer" | "engineer" | "office" | "leader" | "admin" | "security" | "auditor" | "firm";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    postAccountsLoginLinkCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        /** @description epoch milliseconds */
                        endsAt: number;
                    };
                };
            };
        };
    };
    postAccountsLoginMove: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    body: string;
                    name: string;
                    post: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                        roleWithdrawn: boolean;
                    };
                };
            };
        };
    };
    postAccountsLoginReopen: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    postAccountsLoginResetPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description a security administrator must release it before anyone enters */
                        held: boolean;
                        password: string;
                    };
                };
            };
        };
    };
    postAccountsLoginUnlock: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    postAccountsLoginWithdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    getAccountsChoices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        areas: {
                            code: string;
                            name: string;
                        }[];
                        bodies: {
                            id: string;
                            name: string;
                        }[];
                        /** @description why the asker makes no account; null when he does */
                        createWhy: {
                            code: string;
                            do: string | null;
                            doEn: string | null;
                            says: string;
                            saysEn: string;
                        } | null;
                        roles: {
                            name: string;
                            /** @enum {string} */
                            role: "duty" | "officer" | "engineer" | "office" | "leader" | "admin" | "security" | "auditor" | "firm" | "citizen";
                        }[];
                    };
                };
            };
        };
    };
    getAttachmentsIdContent: {
        parameters: {
            query?: {
                inline?: "1";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description the bytes as they were handed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    getAttachmentsIdPreview: {
        parameters: {
            query?: {
                width?: "320" | "1280";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WebP */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    postAttachmentsIdWithdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        claimed: {
                            device?: string;
                            height?: number;
                            lat?: number;
                            lon?: number;
                            /** @description the camera's own civil time, in no time zone */
                            takenAt?: string;
                            width?: number;
                        };
                        /** @description SM3 of the content */
                        hash: string;
                        hasPreview: boolean;
                        /** @description named by an act that attaches it; only by who uploaded it */
                        id: string;
                        /** @description attached by the asker, who may withdraw it */
                        mine: boolean;
                        /** @description as it may stand in a folder */
                        name: string;
                        /** @description safe to be shown by the browser itself */
                        opensInline: boolean;
                        /** @description what it is called there */
                        says: string;
                        /** @description the act it came with */
                        seq: number | null;
                        size: number;
                        to: components["schemas"]["Ref"];
                        type: string;
                        typeName: string;
                        withdrawn: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            reason: string;
                        } | null;
                    };
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                address?: string;
                chain?: string;
                /** @description `next` of the page before */
                cursor?: string;
                format?: "json" | "csv";
                from?: string;
                kind?: string;
                limit?: number;
                person?: string;
                /** @description anywhere in the sealed text */
                q?: string;
                sealed?: "yes" | "no";
                thing?: string;
                /** @description the last day, included */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description what it was done to, in words */
                            about: string;
                            address: string | null;
                            /** @description epoch milliseconds */
                            at: number;
                            chain: string;
                            did: string;
                            /** @description the file it belongs to, if it belongs to one */
                            file: string | null;
                            id: string;
                            kind: string;
                            position: number | null;
                            sealed: boolean;
                            who: string;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getAuditId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description what it was done to, in words */
                        about: string;
                        address: string | null;
                        after: string | null;
                        /** @description epoch milliseconds */
                        at: number;
                        before: string | null;
                        chain: string;
                        /** @description the text that was sealed */
                        content: string;
                        did: string;
                        /** @description the file it belongs to, if it belongs to one */
                        file: string | null;
                        /** @description the first head it stands under */
                        head: {
                            day: string;
                            digest: string;
                            position: number;
                            seal: string;
                        } | null;
                        id: string;
                        kind: string;
                        position: number | null;
                        seal: string | null;
                        sealed: boolean;
                        who: string;
                    };
                };
            };
        };
    };
    postAuditIdVerify: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flaws: {
                            about: string;
                            chain: string;
                            code: string;
                            do: string;
                            doEn: string;
                            position: number | null;
                            says: string;
                            saysEn: string;
                        }[];
                        more: number;
                        rows: number;
                        unsealed: number;
                    };
                };
            };
        };
    };
    getAuditHeads: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            algorithm: string;
                            chains: number;
                            day: string;
                            digest: string;
                            exports: {
                                /** @description epoch milliseconds */
                                arrivedAt: number | null;
                                error: string | null;
                                place: string;
                                tries: number;
                            }[];
                            isSigned: boolean;
                            keyId: string;
                            /** @description epoch milliseconds */
                            madeAt: number;
                            moved: number;
                            nextKeyId: string | null;
                            rows: number;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                };
            };
        };
    };
    getAuditState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the last verification of the whole house */
                        last: {
                            by: string;
                            chains: number;
                            /** @description epoch milliseconds */
                            endedAt: number;
                            flaws: number;
                            listed: {
                                about: string;
                                chain: string;
                                code: string;
                                do: string;
                                doEn: string;
                                position: number | null;
                                says: string;
                                saysEn: string;
                            }[];
                            rows: number;
                            seconds: number;
                        } | null;
                        unsealed: {
                            /** @description epoch milliseconds */
                            oldestAt: number | null;
                            rows: number;
                        };
                    };
                };
            };
        };
    };
    postAuditVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ordered: boolean;
                    };
                };
            };
        };
    };
    getBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description when the nightly one is made; null when none is */
                        at: string | null;
                        folder: string;
                        isUnderWay: boolean;
                        items: {
                            by: string;
                            bytes: number;
                            isWhole: boolean | null;
                            /** @enum {string} */
                            keys: "open" | "locked" | "none";
                            /** @description null where there is no manifest to believe */
                            madeAt: number | null;
                            name: string;
                            rows: number;
                            says: string;
                            saysEn: string;
                            /** @description epoch milliseconds */
                            verifiedAt: number | null;
                            version: string;
                        }[];
                        keepDays: number;
                        /** @description the last run of the job */
                        run: {
                            /** @description epoch milliseconds */
                            at: number;
                            byName: string;
                            error: string | null;
                            /** @enum {string} */
                            state: "waiting" | "running" | "done" | "dead";
                        } | null;
                    };
                };
            };
        };
    };
    postBackups: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ordered: boolean;
                    };
                };
            };
        };
    };
    getBackupsWaitingMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            /** @description epoch milliseconds */
                            queuedAt: number;
                            receiver: string;
                            text: string;
                        }[];
                    };
                };
            };
        };
    };
    postBackupsWaitingMessages: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "send" | "leave";
                    ids?: string[];
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        decided: number;
                    };
                };
            };
        };
    };
    getCheckCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        day: string | null;
                        isVoid: boolean;
                        known: boolean;
                        number: string | null;
                    };
                };
            };
        };
    };
    getColleagues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        isKeeper: boolean;
                        items: {
                            active: boolean;
                            keeper: boolean;
                            /** @description epoch milliseconds */
                            lastInAt: number | null;
                            login: string;
                            name: string;
                            why: {
                                code: string;
                                do: string | null;
                                doEn: string | null;
                                says: string;
                                saysEn: string;
                            } | null;
                        }[];
                        /** @description why the asker adds nobody */
                        why: {
                            code: string;
                            do: string | null;
                            doEn: string | null;
                            says: string;
                            saysEn: string;
                        } | null;
                    };
                };
            };
        };
    };
    postColleagues: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default false */
                    keeper?: boolean;
                    login: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        endsAt: number | null;
                        /** @description shown once; whoever opens it sets the password */
                        link: string | null;
                        login: string;
                    };
                };
            };
        };
    };
    postColleaguesLoginClose: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        endsAt: number | null;
                        /** @description shown once; whoever opens it sets the password */
                        link: string | null;
                        login: string;
                    };
                };
            };
        };
    };
    postColleaguesLoginLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        endsAt: number | null;
                        /** @description shown once; whoever opens it sets the password */
                        link: string | null;
                        login: string;
                    };
                };
            };
        };
    };
    getDirectoryAreas: {
        parameters: {
            query?: {
                day?: string;
                format?: "json" | "csv";
                rollUp?: "administrative" | "management";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        day: string;
                        items: {
                            administrativeParent: string | null;
                            became: string[];
                            /** @description bodies that answer for it */
                            bodies: {
                                id: string;
                                name: string;
                            }[];
                            cite: string;
                            code: string;
                            /** @enum {string} */
                            confidence: "A" | "B" | "C";
                            depth: number;
                            from: string;
                            /** @enum {string} */
                            kind: "administrative" | "management";
                            /** @enum {string} */
                            level: "city" | "county" | "town" | "village";
                            liesIn: string[];
                            liesInNames: string[];
                            managementParent: string | null;
                            name: string;
                            /** @description above it by the roll-up asked for */
                            parent: string | null;
                            until: string | null;
                        }[];
                        /** @enum {string} */
                        rollUp: "administrative" | "management";
                        version: number;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getDirectoryAreasCode: {
        parameters: {
            query?: {
                day?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        above: {
                            administrative: string[];
                            management: string[];
                        };
                        administrativeParent: string | null;
                        became: string[];
                        /** @description bodies that answer for it */
                        bodies: {
                            id: string;
                            name: string;
                        }[];
                        changes: {
                            /** @description epoch milliseconds */
                            at: number;
                            byName: string;
                            id: number;
                            says: string;
                            saysEn: string;
                        }[];
                        cite: string;
                        code: string;
                        /** @enum {string} */
                        confidence: "A" | "B" | "C";
                        depth: number;
                        from: string;
                        /** @enum {string} */
                        kind: "administrative" | "management";
                        /** @enum {string} */
                        level: "city" | "county" | "town" | "village";
                        liesIn: string[];
                        liesInNames: string[];
                        managementParent: string | null;
                        name: string;
                        /** @description above it by the roll-up asked for */
                        parent: string | null;
                        until: string | null;
                        versions: {
                            from: string;
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownUntil: number | null;
                            name: string;
                            until: string | null;
                        }[];
                    };
                };
            };
        };
    };
    getDirectoryBodies: {
        parameters: {
            query?: {
                area?: string;
                day?: string;
                format?: "json" | "csv";
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        day: string;
                        items: {
                            area: string;
                            areaName: string;
                            became: string | null;
                            from: string;
                            id: string;
                            kind: string;
                            kindName: string;
                            name: string;
                            parent: string | null;
                            parentName: string | null;
                            posts: number;
                            until: string | null;
                        }[];
                        version: number;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getDirectoryBodiesId: {
        parameters: {
            query?: {
                day?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        area: string;
                        areaName: string;
                        became: string | null;
                        changes: {
                            /** @description epoch milliseconds */
                            at: number;
                            byName: string;
                            id: number;
                            says: string;
                            saysEn: string;
                        }[];
                        from: string;
                        id: string;
                        kind: string;
                        kindName: string;
                        name: string;
                        parent: string | null;
                        parentName: string | null;
                        people: {
                            body: string;
                            certificate: string | null;
                            certificateFrom: string | null;
                            certificateUntil: string | null;
                            from: string;
                            id: string;
                            login: string;
                            /** @enum {string} */
                            manner: "substantive" | "acting" | "deputy";
                            name: string;
                            personName: string;
                            until: string | null;
                        }[];
                        posts: number;
                        powers: {
                            area: string;
                            areaName: string;
                            body: string;
                            bodyName: string;
                            clause: string;
                            concurrent: boolean;
                            /** @enum {string} */
                            confidence: "A" | "B" | "C";
                            delegatedBy: string | null;
                            delegatedByName: string | null;
                            from: string;
                            id: string;
                            matter: string;
                            matterName: string;
                            may: string[];
                            mayNames: string[];
                            /** @description bodies with the same power over the same area, and neither says so */
                            overlaps: string[];
                            /** @enum {string} */
                            rollUp: "administrative" | "management";
                            until: string | null;
                        }[];
                        until: string | null;
                        versions: {
                            from: string;
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownUntil: number | null;
                            name: string;
                            until: string | null;
                        }[];
                    };
                };
            };
        };
    };
    postDirectoryChanges: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    area: {
                        administrativeParent: string | null;
                        cite: string;
                        code: string;
                        /** @enum {string} */
                        confidence: "A" | "B" | "C";
                        from: string;
                        /** @enum {string} */
                        kind: "administrative" | "management";
                        /** @enum {string} */
                        level: "city" | "county" | "town" | "village";
                        liesIn: string[];
                        managementParent: string | null;
                        name: string;
                        until: string | null;
                    };
                    /** @enum {string} */
                    kind: "area";
                } | {
                    areas: {
                        administrativeParent: string | null;
                        cite: string;
                        code: string;
                        /** @enum {string} */
                        confidence: "A" | "B" | "C";
                        /** @enum {string} */
                        kind: "administrative" | "management";
                        /** @enum {string} */
                        level: "city" | "county" | "town" | "village";
                        liesIn: string[];
                        managementParent: string | null;
                        name: string;
                    }[];
                    day: string;
                    ended: {
                        became: string[];
                        code: string;
                    }[];
                    /** @enum {string} */
                    kind: "replaceAreas";
                } | {
                    body: {
                        area: string;
                        from: string;
                        id: string;
                        kind: string;
                        name: string;
                        parent: string | null;
                        until: string | null;
                    };
                    /** @enum {string} */
                    kind: "body";
                } | {
                    day: string;
                    heir: string | null;
                    id: string;
                    /** @enum {string} */
                    kind: "dissolve";
                } | {
                    /** @enum {string} */
                    kind: "post";
                    post: {
                        body: string;
                        certificate: string | null;
                        certificateFrom: string | null;
                        certificateUntil: string | null;
                        from: string;
                        login: string;
                        /** @enum {string} */
                        manner: "substantive" | "acting" | "deputy";
                        name: string;
                        until: string | null;
                    };
                } | {
                    day: string;
                    id: string;
                    /** @enum {string} */
                    kind: "endPost";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        version: number;
                    };
                };
            };
        };
    };
    postDirectoryImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description for rows that name no first day */
                    day: string;
                    table: string;
                    /** @enum {string} */
                    what: "areas" | "bodies";
                    /**
                     * @description a preview; the rows that are right; all of them or none
                     * @enum {string}
                     */
                    write: "nothing" | "good" | "whole";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        findings: {
                            field: string;
                            name: string;
                            row: number;
                            says: string;
                            saysEn: string;
                            value: string | null;
                        }[];
                        rows: number;
                        unchanged: number;
                        written: boolean;
                    };
                };
            };
        };
    };
    getDirectoryPowers: {
        parameters: {
            query?: {
                area?: string;
                body?: string;
                day?: string;
                format?: "json" | "csv";
                matter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        day: string;
                        gaps: {
                            act: string;
                            actName: string;
                            area: string;
                            areaName: string;
                            from: string;
                            matter: string;
                            matterName: string;
                            until: string | null;
                        }[];
                        items: {
                            area: string;
                            areaName: string;
                            body: string;
                            bodyName: string;
                            clause: string;
                            concurrent: boolean;
                            /** @enum {string} */
                            confidence: "A" | "B" | "C";
                            delegatedBy: string | null;
                            delegatedByName: string | null;
                            from: string;
                            id: string;
                            matter: string;
                            matterName: string;
                            may: string[];
                            mayNames: string[];
                            /** @description bodies with the same power over the same area, and neither says so */
                            overlaps: string[];
                            /** @enum {string} */
                            rollUp: "administrative" | "management";
                            until: string | null;
                        }[];
                        matters: {
                            acts: {
                                id: string;
                                name: string;
                            }[];
                            id: string;
                            name: string;
                            powers: number;
                        }[];
                        version: number;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postDirectoryPowers: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "power";
                    power: {
                        area: string;
                        body: string;
                        clause: string;
                        concurrent: boolean;
                        /** @enum {string} */
                        confidence: "A" | "B" | "C";
                        delegatedBy: string | null;
                        from: string;
                        matter: string;
                        may: string[];
                        /** @enum {string} */
                        rollUp: "administrative" | "management";
                        until: string | null;
                    };
                } | {
                    day: string;
                    id: string;
                    /** @enum {string} */
                    kind: "endPower";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        version: number;
                    };
                };
            };
        };
    };
    postDirectoryPowersImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description for rows that name no first day */
                    day: string;
                    table: string;
                    /**
                     * @description a preview; the rows that are right; all of them or none
                     * @enum {string}
                     */
                    write: "nothing" | "good" | "whole";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        findings: {
                            field: string;
                            name: string;
                            row: number;
                            says: string;
                            saysEn: string;
                            value: string | null;
                        }[];
                        rows: number;
                        unchanged: number;
                        written: boolean;
                    };
                };
            };
        };
    };
    getDoor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description districts a firm may apply in */
                        areas: {
                            code: string;
                            name: string;
                        }[];
                        /** @description what the button is called; null when none is set up */
                        singleSignOn: string | null;
                    };
                };
            };
        };
    };
    postDoorCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    phone: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description milliseconds until another may be asked for */
                        again: number;
                        /** @enum {boolean} */
                        sent: true;
                    };
                };
            };
        };
    };
    postDoorCodeEnter: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    phone: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    postDoorFirm: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    contact: string;
                    creditCode: string;
                    district: string;
                    name: string;
                    phone: string;
                    proof: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        received: true;
                    };
                };
            };
        };
    };
    postDoorFirst: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    people: {
                        login: string;
                        name: string;
                        password: string;
                        /** @enum {string} */
                        role: "admin" | "security" | "auditor";
                        staffNo: string;
                    }[];
                    token: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        logins: string[];
                    };
                };
            };
        };
    };
    postDoorLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    purpose: "firstAdministrators" | "setPassword";
                    token: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endsAt: number;
                        login: string | null;
                    };
                };
            };
        };
    };
    postDoorPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    getDoorSso: {
        parameters: {
            query?: {
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    postDoorSsoLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    getDoorSsoReturn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    getDossiersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        /** @description epoch milliseconds */
                        doneAt: number | null;
                        id: string;
                        items: number | null;
                        pages: number | null;
                        /** @description per cent */
                        progress: number;
                        says: string;
                        /** @enum {string} */
                        state: "ordered" | "binding" | "done" | "failed";
                    };
                };
            };
        };
    };
    getDossiersIdContent: {
        parameters: {
            query?: {
                purpose?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PDF */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    getDuties: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            group: string;
                            id: string;
                            indicators: number;
                            name: string;
                            nameEn: string;
                            openings: {
                                /** @enum {string} */
                                about: "party" | "place" | "entry";
                                asks: components["schemas"]["AskShown"][];
                                /** @description a firm opens it about itself and is not asked */
                                asksAbout: boolean;
                                can: boolean;
                                name: string;
                                nameEn: string;
                                /** @description register of the entry it is about */
                                of: string | null;
                                procedure: string;
                                step: string;
                                stepName: string;
                                stepNameEn: string;
                                why: string | null;
                                whyEn: string | null;
                            }[];
                            procedures: {
                                id: string;
                                name: string;
                                nameEn: string;
                            }[];
                            registers: {
                                id: string;
                                name: string;
                                nameEn: string;
                            }[];
                            states: {
                                row: string;
                                /** @enum {string} */
                                state: "none" | "thin" | "works" | "exempt";
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getDutiesProgramme: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                programme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        basis: {
                            about: string | null;
                            article: string | null;
                            confidence: string;
                            inForce: boolean;
                            law: string;
                        }[];
                        folder: string;
                        group: string;
                        id: string;
                        indicators: components["schemas"]["Figure"][];
                        maturity: {
                            row: string;
                            says: string;
                            /** @enum {string} */
                            state: "none" | "thin" | "works" | "exempt";
                        }[];
                        name: string;
                        nameEn: string;
                        openings: {
                            /** @enum {string} */
                            about: "party" | "place" | "entry";
                            asks: components["schemas"]["AskShown"][];
                            /** @description a firm opens it about itself and is not asked */
                            asksAbout: boolean;
                            can: boolean;
                            name: string;
                            nameEn: string;
                            /** @description register of the entry it is about */
                            of: string | null;
                            procedure: string;
                            step: string;
                            stepName: string;
                            stepNameEn: string;
                            why: string | null;
                            whyEn: string | null;
                        }[];
                        /** @description the page for the officer, in Markdown */
                        page: string;
                        procedures: {
                            effectiveFrom: string;
                            first: string;
                            id: string;
                            name: string;
                            nameEn: string;
                            opensAt: string | null;
                            steps: {
                                aside: boolean;
                                asks: components["schemas"]["AskShown"][];
                                /** @description who has the power today */
                                bodies: string[];
                                by: string;
                                byName: string;
                                closes: string | null;
                                detour: boolean;
                                does: {
                                    name: string;
                                    nameEn: string;
                                }[];
                                else: string | null;
                                name: string;
                                nameEn: string;
                                next: string[];
                                /** @description steps whose doer may not do this one */
                                notBy: string[];
                                step: string;
                                tells: {
                                    text: string;
                                    to: string;
                                }[];
                                waits: string | null;
                                waitsEn: string | null;
                                within: {
                                    cite: string;
                                    provisional: boolean;
                                    /** @enum {string} */
                                    unit: "minutes" | "naturalDays" | "workingDays";
                                    value: number;
                                } | null;
                            }[];
                        }[];
                        reactions: {
                            id: string;
                            when: string;
                            whenName: string;
                        }[];
                        registers: {
                            /** @description that hold today, in my scope */
                            entries: number;
                            id: string;
                            mayWrite: boolean;
                            name: string;
                            nameEn: string;
                            programme: {
                                id: string;
                                name: string;
                                nameEn: string;
                            };
                            /** @description why I may not write it */
                            why: string | null;
                            whyEn: string | null;
                        }[];
                        stories: {
                            moments: {
                                at: string;
                                does: string[];
                                holds: string[];
                            }[];
                            name: string;
                            source: string;
                            tells: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    getFigures: {
        parameters: {
            query?: {
                year?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Figure"][];
                    };
                };
            };
        };
    };
    getFiguresId: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                year?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureRecords"];
                    "text/csv": string;
                };
            };
        };
    };
    getFiles: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                district?: string;
                format?: "json" | "csv";
                limit?: number;
                party?: string;
                procedure?: string;
                q?: string;
                status?: "open" | "closed" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FileSummary"][];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postFiles: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description credit code, place or code of the entry; a firm may leave out itself
                     * @default
                     */
                    about?: string;
                    procedure: string;
                    /** @default {} */
                    says?: {
                        [key: string]: string | number;
                    };
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseFile"];
                };
            };
        };
    };
    getFilesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseFile"];
                };
            };
        };
    };
    postFilesIdActs: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the version the caller saw; on an older one nothing is done (412) */
                "if-match"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default {} */
                    says?: {
                        [key: string]: string | number;
                    };
                    step: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseFile"];
                };
            };
        };
    };
    getFilesIdAttachments: {
        parameters: {
            query?: {
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            claimed: {
                                device?: string;
                                height?: number;
                                lat?: number;
                                lon?: number;
                                /** @description the camera's own civil time, in no time zone */
                                takenAt?: string;
                                width?: number;
                            };
                            /** @description SM3 of the content */
                            hash: string;
                            hasPreview: boolean;
                            /** @description named by an act that attaches it; only by who uploaded it */
                            id: string;
                            /** @description attached by the asker, who may withdraw it */
                            mine: boolean;
                            /** @description as it may stand in a folder */
                            name: string;
                            /** @description safe to be shown by the browser itself */
                            opensInline: boolean;
                            /** @description what it is called there */
                            says: string;
                            /** @description the act it came with */
                            seq: number | null;
                            size: number;
                            to: components["schemas"]["Ref"];
                            type: string;
                            typeName: string;
                            withdrawn: {
                                /** @description epoch milliseconds */
                                at: number;
                                by: string;
                                reason: string;
                            } | null;
                        }[];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postFilesIdDossiers: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        /** @description epoch milliseconds */
                        doneAt: number | null;
                        id: string;
                        items: number | null;
                        pages: number | null;
                        /** @description per cent */
                        progress: number;
                        says: string;
                        /** @enum {string} */
                        state: "ordered" | "binding" | "done" | "failed";
                    };
                };
            };
        };
    };
    getFilesIdPapers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description what can be made of this file */
                        can: {
                            id: string;
                            name: string;
                            nameEn: string;
                        }[];
                        dossiers: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            /** @description epoch milliseconds */
                            doneAt: number | null;
                            id: string;
                            items: number | null;
                            pages: number | null;
                            /** @description per cent */
                            progress: number;
                            says: string;
                            /** @enum {string} */
                            state: "ordered" | "binding" | "done" | "failed";
                        }[];
                        made: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            /** @description as its copies bear it */
                            code: string;
                            day: string;
                            /** @description SM3 of the PDF */
                            hash: string;
                            id: string;
                            /** @description its number is that of a file still open, and cannot be void */
                            inUse: boolean;
                            name: string;
                            number: string;
                            pages: number;
                            template: string;
                            title: string;
                            /** @description its number was declared void */
                            voided: {
                                /** @description epoch milliseconds */
                                at: number;
                                by: string;
                                reason: string;
                            } | null;
                        }[];
                        mayMake: boolean;
                    };
                };
            };
        };
    };
    postFilesIdPapers: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    document: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        /** @description as its copies bear it */
                        code: string;
                        day: string;
                        /** @description SM3 of the PDF */
                        hash: string;
                        id: string;
                        /** @description its number is that of a file still open, and cannot be void */
                        inUse: boolean;
                        name: string;
                        number: string;
                        pages: number;
                        template: string;
                        title: string;
                        /** @description its number was declared void */
                        voided: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            reason: string;
                        } | null;
                    };
                };
            };
        };
    };
    getFirmApplications: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                state?: "waiting" | "approved" | "returned";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description accounts the firm has already */
                            accounts: number;
                            contact: {
                                name: string;
                                phone: string;
                            };
                            /** @description epoch milliseconds */
                            decidedAt: number | null;
                            decidedBy: string | null;
                            district: string;
                            districtName: string;
                            id: string;
                            login: string | null;
                            /** @description epoch milliseconds */
                            madeAt: number;
                            name: string;
                            party: string;
                            proof: string;
                            reason: string | null;
                            /** @description the name the register has for this credit code */
                            registered: string | null;
                            /** @enum {string} */
                            state: "waiting" | "approved" | "returned";
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    postFirmApplicationsIdDecide: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    approve: boolean;
                    /** @default  */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        handOver: {
                            /** @description epoch milliseconds */
                            endsAt: number | null;
                            /** @description shown once; whoever opens it sets the password */
                            link: string | null;
                            login: string;
                        } | null;
                        /** @enum {string} */
                        state: "waiting" | "approved" | "returned";
                    };
                };
            };
        };
    };
    getFramesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameShown"];
                };
            };
        };
    };
    getIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            firstAt: number;
                            issuer: string;
                            /** @description epoch milliseconds */
                            lastAt: number;
                            /** @description epoch milliseconds */
                            linkedAt: number | null;
                            login: string | null;
                            name: string;
                            sub: string;
                        }[];
                    };
                };
            };
        };
    };
    postIdentitiesLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    issuer: string;
                    login: string;
                    sub: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    postIdentitiesUnlink: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    issuer: string;
                    sub: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        login: string;
                    };
                };
            };
        };
    };
    getImportsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    postImportsIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    postImportsIdChoose: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    datum?: "CGCS2000" | "GCJ-02" | "BD-09";
                    day?: string;
                    headingRow?: number;
                    headings?: {
                        as: string | null;
                        index: number;
                    }[];
                    sheet?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    postImportsIdDecide: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "leave" | "enter" | "as";
                    /** @enum {string} */
                    group?: "new" | "changed" | "similar";
                    rows?: number[];
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    postImportsIdEnter: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    postImportsIdRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    getImportsIdRows: {
        parameters: {
            query?: {
                after?: number;
                format?: "json" | "csv" | "xlsx";
                group?: "new" | "changed" | "same" | "similar" | "findings";
                limit?: number;
                result?: "unchanged" | "findings" | "kept";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            asCode: string | null;
                            changes: {
                                after: string | null;
                                before: string | null;
                                name: string;
                                nameEn: string;
                            }[];
                            code: string;
                            /** @enum {string|null} */
                            decision: "leave" | "enter" | "as" | null;
                            findings: {
                                field: string;
                                name: string;
                                row: number | null;
                                says: string;
                                saysEn: string;
                                value: string | null;
                            }[];
                            name: string;
                            near: {
                                code: string;
                                metres: number;
                                name: string;
                                row: number | null;
                            }[];
                            /** @enum {string} */
                            outcome: "new" | "changed" | "same" | "similar" | "findings";
                            /** @enum {string|null} */
                            result: "unchanged" | "findings" | "kept" | null;
                            row: number;
                        }[];
                        next: number | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postImportsIdUndo: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    getInbox: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                kind?: "waits" | "returned" | "soon" | "overdue" | "closed" | "undelivered" | "house";
                limit?: number;
                unread?: "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            about: components["schemas"]["Ref"] | null;
                            /** @description epoch milliseconds */
                            at: number;
                            id: string;
                            /** @enum {string} */
                            kind: "waits" | "returned" | "soon" | "overdue" | "closed" | "undelivered" | "house";
                            /** @description epoch milliseconds */
                            readAt: number | null;
                            says: string;
                            saysEn: string;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                        unread: number;
                    };
                };
            };
        };
    };
    postInboxRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: number[];
                } | {
                    /** @enum {boolean} */
                    all: true;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        read: number;
                    };
                };
            };
        };
    };
    getInboxUnread: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        unread: number;
                    };
                };
            };
        };
    };
    getJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            cron: string | null;
                            dead: number;
                            job: string;
                            last: {
                                byName: string;
                                /** @description epoch milliseconds */
                                endedAt: number | null;
                                error: string | null;
                                id: string;
                                job: string;
                                /** @description epoch milliseconds */
                                queuedAt: number;
                                says: string | null;
                                /** @description epoch milliseconds */
                                startedAt: number | null;
                                /** @enum {string} */
                                state: "waiting" | "running" | "done" | "dead";
                                tries: number;
                            } | null;
                            name: string;
                            nameEn: string;
                            /** @description epoch milliseconds */
                            nextAt: number | null;
                            waiting: number;
                        }[];
                    };
                };
            };
        };
    };
    postJobsJobRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ordered: boolean;
                    };
                };
            };
        };
    };
    getJobsJobRuns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            byName: string;
                            /** @description epoch milliseconds */
                            endedAt: number | null;
                            error: string | null;
                            id: string;
                            job: string;
                            /** @description epoch milliseconds */
                            queuedAt: number;
                            says: string | null;
                            /** @description epoch milliseconds */
                            startedAt: number | null;
                            /** @enum {string} */
                            state: "waiting" | "running" | "done" | "dead";
                            tries: number;
                        }[];
                    };
                };
            };
        };
    };
    getKept: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                format?: "json" | "csv";
                limit?: number;
                state?: "open" | "replayed" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["KeptFrame"][];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postKeptReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mn: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        remaining: number;
                        replayed: number;
                    };
                };
            };
        };
    };
    getLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description one `Live` an event, until the session ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Live"];
                };
            };
        };
    };
    getMap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description a sketch, no survey */
                        districts: {
                            area: string;
                            geometry: {
                                /** @description as in GeoJSON */
                                coordinates: unknown[];
                                /** @enum {string} */
                                type: "Point" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon";
                            };
                            name: string;
                        }[];
                        /** @description west, south, east, north of the city */
                        extent: number[];
                        /** @description registers with a position or a shape that I may see */
                        layers: {
                            /** @description that hold today, in my scope */
                            entries: number;
                            /** @enum {string} */
                            kind: "point" | "line" | "polygon";
                            name: string;
                            nameEn: string;
                            register: string;
                            /** @description drawn by hand: shown as 示意 */
                            schematic: boolean;
                        }[];
                        /** @description key of Tianditu, when the operator has set one */
                        tiles: {
                            key: string;
                        } | null;
                    };
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        hasPassword: boolean;
                        history: {
                            agent: string | null;
                            /** @description epoch milliseconds */
                            at: number;
                            from: string | null;
                            outcome: string;
                            way: string;
                        }[];
                        identities: {
                            issuer: string;
                            /** @description epoch milliseconds */
                            linkedAt: number | null;
                            name: string;
                        }[];
                        login: string;
                        mustChange: boolean;
                        name: string;
                        openSessions: {
                            agent: string | null;
                            from: string | null;
                            id: string;
                            /** @description epoch milliseconds */
                            openedAt: number;
                            /** @description the one that asks */
                            own: boolean;
                            /** @description epoch milliseconds */
                            seenAt: number;
                            way: string;
                        }[];
                        /** @description epoch milliseconds */
                        passwordAt: number | null;
                        /** @description epoch milliseconds */
                        passwordEndsAt: number | null;
                        post: string;
                        singleSignOn: string | null;
                        staffNo: string | null;
                    };
                };
            };
        };
    };
    postMeLinkCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        /** @description epoch milliseconds */
                        endsAt: number;
                    };
                };
            };
        };
    };
    postMePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    fresh: string;
                    old: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    postMeSessionsSessionEnd: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    postMeSessionsEndOthers: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    postMergesIdUndo: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        day: string;
                        gone: string;
                        goneName: string;
                        id: string;
                        keep: string;
                        /** @description changed since and left as they are */
                        kept: string[];
                        /** @description epoch milliseconds */
                        undoneAt: number | null;
                        undoneBy: string | null;
                        why: string;
                    };
                };
            };
        };
    };
    getMessages: {
        parameters: {
            query?: {
                channel?: string;
                /** @description `next` of the page before */
                cursor?: string;
                format?: "csv";
                limit?: number;
                q?: string;
                state?: "queued" | "sent" | "delivered" | "failed" | "undeliverable" | "joined" | "afterRestore" | "held";
                template?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            about: components["schemas"]["Ref"] | null;
                            /** @description masked */
                            address: string | null;
                            body: string;
                            carries: number;
                            channel: string;
                            error: string | null;
                            /** @description epoch milliseconds */
                            heldUntil: number | null;
                            /** @enum {string|null} */
                            heldWhy: "quiet" | "group" | "flood" | "house" | null;
                            id: string;
                            joinedTo: string | null;
                            /** @description epoch milliseconds */
                            nextAt: number;
                            /** @description epoch milliseconds */
                            queuedAt: number;
                            receiver: string;
                            resentBy: string | null;
                            resentOf: string | null;
                            segments: number;
                            /** @description epoch milliseconds */
                            sentAt: number | null;
                            /** @description epoch milliseconds */
                            settledAt: number | null;
                            /** @enum {string} */
                            state: "queued" | "sent" | "delivered" | "failed" | "undeliverable" | "joined" | "afterRestore";
                            template: string;
                            templateName: string;
                            templateNameEn: string;
                            tries: number;
                            urgent: boolean;
                            /** @description 0 is the programme’s own words */
                            version: number | null;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postMessagesIdResend: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description another number or mailbox; the same one when left out */
                    address?: string | null;
                    why: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
        };
    };
    getPapersIdContent: {
        parameters: {
            query?: {
                as?: "pdf" | "docx";
                original?: "1";
                purpose?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PDF or Word */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    postPapersIdVoid: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        /** @description as its copies bear it */
                        code: string;
                        day: string;
                        /** @description SM3 of the PDF */
                        hash: string;
                        id: string;
                        /** @description its number is that of a file still open, and cannot be void */
                        inUse: boolean;
                        name: string;
                        number: string;
                        pages: number;
                        template: string;
                        title: string;
                        /** @description its number was declared void */
                        voided: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            reason: string;
                        } | null;
                    };
                };
            };
        };
    };
    getPartiesCode: {
        parameters: {
            query?: {
                day?: string;
                knownAt?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asOf: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        entry: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        } | null;
                        facts: {
                            amount: number | null;
                            day: string;
                            kind: string;
                            kindName: string;
                            name: string;
                            ref: components["schemas"]["Ref"];
                            status: string;
                            unit: string | null;
                        }[];
                        /** @description the newest; the rest through the list of files */
                        files: components["schemas"]["FileSummary"][];
                        /** @description 501 means more than 500 */
                        filesAll: number;
                        filesOpen: number;
                        /** @description what leads here, newest first */
                        links: {
                            name: string;
                            ref: components["schemas"]["Ref"];
                            role: string;
                            roleName: string;
                        }[];
                        of: {
                            id: string;
                            kind: string;
                            name: string;
                        };
                        outlets: {
                            /** @description that hold on the day asked for */
                            limits: {
                                /**
                                 * @description the averaging period the limit is judged by
                                 * @enum {string}
                                 */
                                basis: "hour" | "day";
                                clause: string;
                                confidence: string;
                                effectiveFrom: string;
                                id: string;
                                lower: number | null;
                                parameter: string;
                                parameterName: string;
                                unit: string;
                                upper: number | null;
                            }[];
                            name: string;
                            ref: components["schemas"]["Ref"];
                        }[];
                        register: string | null;
                        registers: {
                            /** @description the first of them; the rest through the list of the register */
                            entries: {
                                by: string;
                                code: string;
                                /** @description of what survey the position was before it was converted */
                                datum: string | null;
                                district: string;
                                districtName: string;
                                fields: {
                                    [key: string]: string | number;
                                };
                                /** @description epoch milliseconds */
                                knownFrom: number;
                                /** @description epoch milliseconds */
                                knownTo: number | null;
                                lat: number | null;
                                lon: number | null;
                                name: string;
                                /** @description of the fields that are references: what they lead to is called */
                                names: {
                                    [key: string]: string;
                                };
                                party: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                place: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                validFrom: string;
                                /** @description the first day on which it no longer holds */
                                validTo: string | null;
                            }[];
                            register: string;
                            registerName: string;
                            registerNameEn: string;
                            total: number;
                        }[];
                        verdicts: {
                            /** @enum {string} */
                            consequence: "none" | "reminder" | "exceedance";
                            id: string;
                            /** @enum {string} */
                            outcome: "within" | "over" | "cannotJudge";
                            outcomeName: string;
                            parameter: string;
                            period: string;
                            place: string;
                            reason: string | null;
                            /** @description epoch milliseconds */
                            startAt: number;
                            text: string | null;
                            unit: string;
                        }[];
                    };
                };
            };
        };
    };
    getPartiesCodeCompare: {
        parameters: {
            query: {
                a: string;
                b: string;
                knownA?: number;
                knownB?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        a: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        b: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        registers: {
                            register: {
                                /** @description roles of which another person must agree to a change by hand; null when none must */
                                approval: string[] | null;
                                /** @description that hold today, in my scope */
                                entries: number;
                                fields: {
                                    atLeast: number | null;
                                    atMost: number | null;
                                    /** @description written by acts of files only: a form leaves it out */
                                    byFile: boolean;
                                    choices: {
                                        name: string;
                                        nameEn: string;
                                        value: string;
                                    }[];
                                    /** @description the law that asks for it */
                                    clause: string | null;
                                    column: boolean;
                                    field: string;
                                    filter: boolean;
                                    /** @description this role sees it masked */
                                    masked: boolean;
                                    name: string;
                                    nameEn: string;
                                    /** @description the register a reference leads to */
                                    of: string | null;
                                    required: boolean;
                                    requiredWhen: {
                                        field: string;
                                        is: string[];
                                    } | null;
                                    /** @description kept where no request reads it: can be set, is never shown */
                                    secret: boolean;
                                    sort: boolean;
                                    /** @enum {string} */
                                    type: "text" | "longText" | "number" | "day" | "choice" | "choices" | "yesNo" | "ref";
                                    unit: string | null;
                                    unitEn: string | null;
                                    /** @description what it was called in earlier versions */
                                    was: string[];
                                }[];
                                id: string;
                                mayWrite: boolean;
                                name: string;
                                nameEn: string;
                                /** @enum {string} */
                                party: "self" | "required" | "optional" | "none";
                                /** @enum {string} */
                                place: "self" | "required" | "optional" | "none";
                                position: boolean;
                                programme: {
                                    id: string;
                                    name: string;
                                    nameEn: string;
                                };
                                /** @description drawn by hand: shown as 示意 */
                                schematic: boolean;
                                /** @enum {string|null} */
                                shape: "line" | "polygon" | null;
                                shared: boolean;
                                /** @description the code is typed; otherwise it follows from the rest */
                                typesCode: boolean;
                                typesName: boolean;
                                /** @description changes that wait for somebody to agree */
                                waiting: number;
                                watches: {
                                    cite: string | null;
                                    /** @description days before */
                                    days: number | null;
                                    name: string;
                                    nameEn: string;
                                    of: string;
                                    ofEn: string;
                                    /** @description years after */
                                    years: number | null;
                                }[];
                                /** @description why I may not write it */
                                why: string | null;
                                whyEn: string | null;
                            };
                            rows: {
                                a: {
                                    by: string;
                                    code: string;
                                    /** @description of what survey the position was before it was converted */
                                    datum: string | null;
                                    district: string;
                                    districtName: string;
                                    fields: {
                                        [key: string]: string | number;
                                    };
                                    /** @description epoch milliseconds */
                                    knownFrom: number;
                                    /** @description epoch milliseconds */
                                    knownTo: number | null;
                                    lat: number | null;
                                    lon: number | null;
                                    name: string;
                                    /** @description of the fields that are references: what they lead to is called */
                                    names: {
                                        [key: string]: string;
                                    };
                                    party: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    place: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    validFrom: string;
                                    /** @description the first day on which it no longer holds */
                                    validTo: string | null;
                                } | null;
                                b: {
                                    by: string;
                                    code: string;
                                    /** @description of what survey the position was before it was converted */
                                    datum: string | null;
                                    district: string;
                                    districtName: string;
                                    fields: {
                                        [key: string]: string | number;
                                    };
                                    /** @description epoch milliseconds */
                                    knownFrom: number;
                                    /** @description epoch milliseconds */
                                    knownTo: number | null;
                                    lat: number | null;
                                    lon: number | null;
                                    name: string;
                                    /** @description of the fields that are references: what they lead to is called */
                                    names: {
                                        [key: string]: string;
                                    };
                                    party: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    place: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    validFrom: string;
                                    /** @description the first day on which it no longer holds */
                                    validTo: string | null;
                                } | null;
                                code: string;
                                /** @description declared fields, or name, party, place, district, position */
                                differs: string[];
                            }[];
                            /** @description entries that say the same on both */
                            same: number;
                        }[];
                    };
                };
            };
        };
    };
    getPartiesCodeMentions: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            day: string;
                            fact: string;
                            kind: string;
                            kindName: string;
                            /** @description what the thing is called, where that is known and in my scope */
                            name: string | null;
                            ref: components["schemas"]["Ref"];
                            role: string;
                            roleName: string;
                            roleNameEn: string;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                };
            };
        };
    };
    getPicksWhat: {
        parameters: {
            query?: {
                code?: string;
                of?: string;
                q?: string;
            };
            header?: never;
            path: {
                what: "party" | "place" | "entry";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            hint: string;
                            name: string;
                            ref: components["schemas"]["Ref"];
                            value: string;
                        }[];
                    };
                };
            };
        };
    };
    getPlacesCode: {
        parameters: {
            query?: {
                day?: string;
                knownAt?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asOf: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        entry: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        } | null;
                        facts: {
                            amount: number | null;
                            day: string;
                            kind: string;
                            kindName: string;
                            name: string;
                            ref: components["schemas"]["Ref"];
                            status: string;
                            unit: string | null;
                        }[];
                        /** @description the newest; the rest through the list of files */
                        files: components["schemas"]["FileSummary"][];
                        /** @description 501 means more than 500 */
                        filesAll: number;
                        filesOpen: number;
                        /** @description what leads here, newest first */
                        links: {
                            name: string;
                            ref: components["schemas"]["Ref"];
                            role: string;
                            roleName: string;
                        }[];
                        of: {
                            id: string;
                            kind: string;
                            name: string;
                        };
                        outlets: {
                            /** @description that hold on the day asked for */
                            limits: {
                                /**
                                 * @description the averaging period the limit is judged by
                                 * @enum {string}
                                 */
                                basis: "hour" | "day";
                                clause: string;
                                confidence: string;
                                effectiveFrom: string;
                                id: string;
                                lower: number | null;
                                parameter: string;
                                parameterName: string;
                                unit: string;
                                upper: number | null;
                            }[];
                            name: string;
                            ref: components["schemas"]["Ref"];
                        }[];
                        register: string | null;
                        registers: {
                            /** @description the first of them; the rest through the list of the register */
                            entries: {
                                by: string;
                                code: string;
                                /** @description of what survey the position was before it was converted */
                                datum: string | null;
                                district: string;
                                districtName: string;
                                fields: {
                                    [key: string]: string | number;
                                };
                                /** @description epoch milliseconds */
                                knownFrom: number;
                                /** @description epoch milliseconds */
                                knownTo: number | null;
                                lat: number | null;
                                lon: number | null;
                                name: string;
                                /** @description of the fields that are references: what they lead to is called */
                                names: {
                                    [key: string]: string;
                                };
                                party: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                place: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                validFrom: string;
                                /** @description the first day on which it no longer holds */
                                validTo: string | null;
                            }[];
                            register: string;
                            registerName: string;
                            registerNameEn: string;
                            total: number;
                        }[];
                        verdicts: {
                            /** @enum {string} */
                            consequence: "none" | "reminder" | "exceedance";
                            id: string;
                            /** @enum {string} */
                            outcome: "within" | "over" | "cannotJudge";
                            outcomeName: string;
                            parameter: string;
                            period: string;
                            place: string;
                            reason: string | null;
                            /** @description epoch milliseconds */
                            startAt: number;
                            text: string | null;
                            unit: string;
                        }[];
                    };
                };
            };
        };
    };
    getPlacesCodeCompare: {
        parameters: {
            query: {
                a: string;
                b: string;
                knownA?: number;
                knownB?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        a: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        b: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        registers: {
                            register: {
                                /** @description roles of which another person must agree to a change by hand; null when none must */
                                approval: string[] | null;
                                /** @description that hold today, in my scope */
                                entries: number;
                                fields: {
                                    atLeast: number | null;
                                    atMost: number | null;
                                    /** @description written by acts of files only: a form leaves it out */
                                    byFile: boolean;
                                    choices: {
                                        name: string;
                                        nameEn: string;
                                        value: string;
                                    }[];
                                    /** @description the law that asks for it */
                                    clause: string | null;
                                    column: boolean;
                                    field: string;
                                    filter: boolean;
                                    /** @description this role sees it masked */
                                    masked: boolean;
                                    name: string;
                                    nameEn: string;
                                    /** @description the register a reference leads to */
                                    of: string | null;
                                    required: boolean;
                                    requiredWhen: {
                                        field: string;
                                        is: string[];
                                    } | null;
                                    /** @description kept where no request reads it: can be set, is never shown */
                                    secret: boolean;
                                    sort: boolean;
                                    /** @enum {string} */
                                    type: "text" | "longText" | "number" | "day" | "choice" | "choices" | "yesNo" | "ref";
                                    unit: string | null;
                                    unitEn: string | null;
                                    /** @description what it was called in earlier versions */
                                    was: string[];
                                }[];
                                id: string;
                                mayWrite: boolean;
                                name: string;
                                nameEn: string;
                                /** @enum {string} */
                                party: "self" | "required" | "optional" | "none";
                                /** @enum {string} */
                                place: "self" | "required" | "optional" | "none";
                                position: boolean;
                                programme: {
                                    id: string;
                                    name: string;
                                    nameEn: string;
                                };
                                /** @description drawn by hand: shown as 示意 */
                                schematic: boolean;
                                /** @enum {string|null} */
                                shape: "line" | "polygon" | null;
                                shared: boolean;
                                /** @description the code is typed; otherwise it follows from the rest */
                                typesCode: boolean;
                                typesName: boolean;
                                /** @description changes that wait for somebody to agree */
                                waiting: number;
                                watches: {
                                    cite: string | null;
                                    /** @description days before */
                                    days: number | null;
                                    name: string;
                                    nameEn: string;
                                    of: string;
                                    ofEn: string;
                                    /** @description years after */
                                    years: number | null;
                                }[];
                                /** @description why I may not write it */
                                why: string | null;
                                whyEn: string | null;
                            };
                            rows: {
                                a: {
                                    by: string;
                                    code: string;
                                    /** @description of what survey the position was before it was converted */
                                    datum: string | null;
                                    district: string;
                                    districtName: string;
                                    fields: {
                                        [key: string]: string | number;
                                    };
                                    /** @description epoch milliseconds */
                                    knownFrom: number;
                                    /** @description epoch milliseconds */
                                    knownTo: number | null;
                                    lat: number | null;
                                    lon: number | null;
                                    name: string;
                                    /** @description of the fields that are references: what they lead to is called */
                                    names: {
                                        [key: string]: string;
                                    };
                                    party: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    place: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    validFrom: string;
                                    /** @description the first day on which it no longer holds */
                                    validTo: string | null;
                                } | null;
                                b: {
                                    by: string;
                                    code: string;
                                    /** @description of what survey the position was before it was converted */
                                    datum: string | null;
                                    district: string;
                                    districtName: string;
                                    fields: {
                                        [key: string]: string | number;
                                    };
                                    /** @description epoch milliseconds */
                                    knownFrom: number;
                                    /** @description epoch milliseconds */
                                    knownTo: number | null;
                                    lat: number | null;
                                    lon: number | null;
                                    name: string;
                                    /** @description of the fields that are references: what they lead to is called */
                                    names: {
                                        [key: string]: string;
                                    };
                                    party: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    place: {
                                        id: string;
                                        kind: string;
                                        name: string;
                                    } | null;
                                    validFrom: string;
                                    /** @description the first day on which it no longer holds */
                                    validTo: string | null;
                                } | null;
                                code: string;
                                /** @description declared fields, or name, party, place, district, position */
                                differs: string[];
                            }[];
                            /** @description entries that say the same on both */
                            same: number;
                        }[];
                    };
                };
            };
        };
    };
    getPlacesCodeMentions: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            day: string;
                            fact: string;
                            kind: string;
                            kindName: string;
                            /** @description what the thing is called, where that is known and in my scope */
                            name: string | null;
                            ref: components["schemas"]["Ref"];
                            role: string;
                            roleName: string;
                            roleNameEn: string;
                        }[];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                };
            };
        };
    };
    getPlatformHealth: {
        parameters: {
            query?: {
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        events: {
                            /** @description epoch milliseconds */
                            at: number;
                            number: number;
                            says: string;
                            saysEn: string;
                            /** @description epoch milliseconds */
                            since: number;
                            /** @enum {string} */
                            sort: "raised" | "repeated" | "cleared";
                        }[];
                        numbers: {
                            /** @description epoch milliseconds */
                            at: number;
                            en: string;
                            /** @description the last hour */
                            history: {
                                /** @description epoch milliseconds */
                                at: number;
                                value: number;
                            }[];
                            id: string;
                            isBad: boolean;
                            threshold: number | null;
                            unit: string;
                            value: number | null;
                            /**
                             * @description where it is bad
                             * @enum {string}
                             */
                            worse: "above" | "below" | "reached";
                            zh: string;
                        }[];
                        ready: {
                            name: string;
                            ok: boolean;
                            says: string;
                        }[];
                        roles: {
                            eventLoopMilliseconds: number | null;
                            /** @description epoch milliseconds */
                            heardAt: number | null;
                            isHeard: boolean;
                            lastExit: string | null;
                            memoryMegabytes: number | null;
                            name: string;
                            pid: number | null;
                            restarts: number;
                            /** @description epoch milliseconds */
                            startedAt: number | null;
                        }[];
                        troubles: {
                            do: string;
                            doEn: string;
                            key: string;
                            says: string;
                            saysEn: string;
                        }[];
                        version: string;
                        /** @description when the supervisor last looked */
                        watchedAt: number | null;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    postReceiptsChannel: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        counted: number;
                        repeated: number;
                        unknown: number;
                    };
                };
            };
        };
    };
    getRegisters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description that hold today, in my scope */
                            entries: number;
                            id: string;
                            mayWrite: boolean;
                            name: string;
                            nameEn: string;
                            programme: {
                                id: string;
                                name: string;
                                nameEn: string;
                            };
                            /** @description why I may not write it */
                            why: string | null;
                            whyEn: string | null;
                        }[];
                    };
                };
            };
        };
    };
    getRegistersRegister: {
        parameters: {
            query?: {
                cursor?: string;
                day?: string;
                district?: string;
                /** @description declared fields as field:value, joined by ; */
                filter?: string;
                format?: "json" | "csv";
                knownAt?: number;
                limit?: number;
                party?: string;
                place?: string;
                q?: string;
                /** @description code, name, party, district, validFrom, validTo or a declared field; - in front for descending */
                sort?: string;
            };
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asOf: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        items: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        }[];
                        next: string | null;
                        register: {
                            /** @description roles of which another person must agree to a change by hand; null when none must */
                            approval: string[] | null;
                            /** @description that hold today, in my scope */
                            entries: number;
                            fields: {
                                atLeast: number | null;
                                atMost: number | null;
                                /** @description written by acts of files only: a form leaves it out */
                                byFile: boolean;
                                choices: {
                                    name: string;
                                    nameEn: string;
                                    value: string;
                                }[];
                                /** @description the law that asks for it */
                                clause: string | null;
                                column: boolean;
                                field: string;
                                filter: boolean;
                                /** @description this role sees it masked */
                                masked: boolean;
                                name: string;
                                nameEn: string;
                                /** @description the register a reference leads to */
                                of: string | null;
                                required: boolean;
                                requiredWhen: {
                                    field: string;
                                    is: string[];
                                } | null;
                                /** @description kept where no request reads it: can be set, is never shown */
                                secret: boolean;
                                sort: boolean;
                                /** @enum {string} */
                                type: "text" | "longText" | "number" | "day" | "choice" | "choices" | "yesNo" | "ref";
                                unit: string | null;
                                unitEn: string | null;
                                /** @description what it was called in earlier versions */
                                was: string[];
                            }[];
                            id: string;
                            mayWrite: boolean;
                            name: string;
                            nameEn: string;
                            /** @enum {string} */
                            party: "self" | "required" | "optional" | "none";
                            /** @enum {string} */
                            place: "self" | "required" | "optional" | "none";
                            position: boolean;
                            programme: {
                                id: string;
                                name: string;
                                nameEn: string;
                            };
                            /** @description drawn by hand: shown as 示意 */
                            schematic: boolean;
                            /** @enum {string|null} */
                            shape: "line" | "polygon" | null;
                            shared: boolean;
                            /** @description the code is typed; otherwise it follows from the rest */
                            typesCode: boolean;
                            typesName: boolean;
                            /** @description changes that wait for somebody to agree */
                            waiting: number;
                            watches: {
                                cite: string | null;
                                /** @description days before */
                                days: number | null;
                                name: string;
                                nameEn: string;
                                of: string;
                                ofEn: string;
                                /** @description years after */
                                years: number | null;
                            }[];
                            /** @description why I may not write it */
                            why: string | null;
                            whyEn: string | null;
                        };
                        total: number;
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getRegistersRegisterEntry: {
        parameters: {
            query?: {
                day?: string;
                knownAt?: number;
            };
            header?: never;
            path: {
                entry: string;
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description as asked: on the day, as known at the moment; null when nothing held then */
                        entry: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        } | null;
                        facts: {
                            amount: number | null;
                            day: string;
                            kind: string;
                            kindName: string;
                            name: string;
                            ref: components["schemas"]["Ref"];
                            status: string;
                            unit: string | null;
                        }[];
                        files: components["schemas"]["FileSummary"][];
                        /** @description where it is drawn, of the entry as asked */
                        geometry: {
                            /** @description as in GeoJSON */
                            coordinates: unknown[];
                            /** @enum {string} */
                            type: "Point" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon";
                        } | null;
                        links: {
                            name: string;
                            ref: components["schemas"]["Ref"];
                            role: string;
                            roleName: string;
                        }[];
                        register: {
                            /** @description roles of which another person must agree to a change by hand; null when none must */
                            approval: string[] | null;
                            /** @description that hold today, in my scope */
                            entries: number;
                            fields: {
                                atLeast: number | null;
                                atMost: number | null;
                                /** @description written by acts of files only: a form leaves it out */
                                byFile: boolean;
                                choices: {
                                    name: string;
                                    nameEn: string;
                                    value: string;
                                }[];
                                /** @description the law that asks for it */
                                clause: string | null;
                                column: boolean;
                                field: string;
                                filter: boolean;
                                /** @description this role sees it masked */
                                masked: boolean;
                                name: string;
                                nameEn: string;
                                /** @description the register a reference leads to */
                                of: string | null;
                                required: boolean;
                                requiredWhen: {
                                    field: string;
                                    is: string[];
                                } | null;
                                /** @description kept where no request reads it: can be set, is never shown */
                                secret: boolean;
                                sort: boolean;
                                /** @enum {string} */
                                type: "text" | "longText" | "number" | "day" | "choice" | "choices" | "yesNo" | "ref";
                                unit: string | null;
                                unitEn: string | null;
                                /** @description what it was called in earlier versions */
                                was: string[];
                            }[];
                            id: string;
                            mayWrite: boolean;
                            name: string;
                            nameEn: string;
                            /** @enum {string} */
                            party: "self" | "required" | "optional" | "none";
                            /** @enum {string} */
                            place: "self" | "required" | "optional" | "none";
                            position: boolean;
                            programme: {
                                id: string;
                                name: string;
                                nameEn: string;
                            };
                            /** @description drawn by hand: shown as 示意 */
                            schematic: boolean;
                            /** @enum {string|null} */
                            shape: "line" | "polygon" | null;
                            shared: boolean;
                            /** @description the code is typed; otherwise it follows from the rest */
                            typesCode: boolean;
                            typesName: boolean;
                            /** @description changes that wait for somebody to agree */
                            waiting: number;
                            watches: {
                                cite: string | null;
                                /** @description days before */
                                days: number | null;
                                name: string;
                                nameEn: string;
                                of: string;
                                ofEn: string;
                                /** @description years after */
                                years: number | null;
                            }[];
                            /** @description why I may not write it */
                            why: string | null;
                            whyEn: string | null;
                        };
                        /** @description everything ever said of it, in the order in which we learnt it */
                        versions: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        }[];
                    };
                };
            };
        };
    };
    getRegistersRegisterCounts: {
        parameters: {
            query?: {
                day?: string;
                district?: string;
                /** @description declared fields as field:value, joined by ; */
                filter?: string;
                knownAt?: number;
                party?: string;
                place?: string;
                q?: string;
            };
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        districts: {
                            n: number;
                            name: string;
                            value: string;
                        }[];
                        fields: {
                            field: string;
                            values: {
                                n: number;
                                name: string;
                                value: string;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    postRegistersRegisterEnd: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    day: string;
                    /** @default  */
                    says?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        code: string;
                        /** @description the request under which it waits for another person */
                        request: number | null;
                    };
                };
            };
        };
    };
    postRegistersRegisterEntries: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    day: string;
                    entry: {
                        code?: string;
                        district?: string;
                        /** @default {} */
                        fields?: {
                            [key: string]: (string | number) | null;
                        };
                        lat?: number | null;
                        lon?: number | null;
                        name?: string;
                        party?: string | null;
                        place?: string | null;
                    };
                    /** @default  */
                    says?: string;
                    until?: string | null;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        code: string;
                        /** @description the request under which it waits for another person */
                        request: number | null;
                    };
                };
            };
        };
    };
    postRegistersRegisterImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    day: string;
                    preview: boolean;
                    table: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        findings: {
                            field: string;
                            name: string;
                            row: number | null;
                            says: string;
                            saysEn: string;
                            value: string | null;
                        }[];
                        preview: boolean;
                        /** @description entered or changed; in a preview, what would be */
                        put: number;
                        rows: number;
                        unchanged: number;
                    };
                };
            };
        };
    };
    getRegistersRegisterImports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            counts: {
                                /** @description findings */
                                cells: number;
                                changed: number;
                                /** @description rows with findings */
                                findings: number;
                                new: number;
                                same: number;
                                similar: number;
                            };
                            /** @enum {string} */
                            datum: "CGCS2000" | "GCJ-02" | "BD-09";
                            day: string;
                            encoding: string | null;
                            /** @description epoch milliseconds */
                            endedAt: number | null;
                            entered: number;
                            error: {
                                says: string;
                                saysEn: string;
                            } | null;
                            fileName: string;
                            format: string;
                            hasPosition: boolean;
                            headingRow: number | null;
                            headings: {
                                as: string | null;
                                column: string;
                                index: number;
                                sample: string[];
                                says: string;
                            }[];
                            id: string;
                            /** @description changed since and left by undoing */
                            kept: number;
                            /** @description what a column may mean */
                            meanings: {
                                as: string;
                                name: string;
                                nameEn: string;
                            }[];
                            mine: boolean;
                            notes: {
                                places: string[];
                                says: string;
                                saysEn: string;
                                times: number;
                            }[];
                            refused: number;
                            register: string;
                            registerName: string;
                            registerNameEn: string;
                            rowsRead: number;
                            /** @description null: several can be seen, and one must be chosen */
                            sheet: string | null;
                            sheets: {
                                hidden: boolean;
                                name: string;
                            }[];
                            /** @enum {string} */
                            state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                            /** @description rows that would be entered, or are being entered */
                            toEnter: number;
                            unchanged: number;
                            undone: number;
                        }[];
                    };
                };
            };
        };
    };
    postRegistersRegisterImports: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default CGCS2000
                     * @enum {string}
                     */
                    datum?: "CGCS2000" | "GCJ-02" | "BD-09";
                    day: string;
                    upload: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        counts: {
                            /** @description findings */
                            cells: number;
                            changed: number;
                            /** @description rows with findings */
                            findings: number;
                            new: number;
                            same: number;
                            similar: number;
                        };
                        /** @enum {string} */
                        datum: "CGCS2000" | "GCJ-02" | "BD-09";
                        day: string;
                        encoding: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        entered: number;
                        error: {
                            says: string;
                            saysEn: string;
                        } | null;
                        fileName: string;
                        format: string;
                        hasPosition: boolean;
                        headingRow: number | null;
                        headings: {
                            as: string | null;
                            column: string;
                            index: number;
                            sample: string[];
                            says: string;
                        }[];
                        id: string;
                        /** @description changed since and left by undoing */
                        kept: number;
                        /** @description what a column may mean */
                        meanings: {
                            as: string;
                            name: string;
                            nameEn: string;
                        }[];
                        mine: boolean;
                        notes: {
                            places: string[];
                            says: string;
                            saysEn: string;
                            times: number;
                        }[];
                        refused: number;
                        register: string;
                        registerName: string;
                        registerNameEn: string;
                        rowsRead: number;
                        /** @description null: several can be seen, and one must be chosen */
                        sheet: string | null;
                        sheets: {
                            hidden: boolean;
                            name: string;
                        }[];
                        /** @enum {string} */
                        state: "chosen" | "reading" | "waiting" | "entering" | "done" | "cancelled" | "failed" | "undoing" | "undone";
                        /** @description rows that would be entered, or are being entered */
                        toEnter: number;
                        unchanged: number;
                        undone: number;
                    };
                };
            };
        };
    };
    getRegistersRegisterMap: {
        parameters: {
            query: {
                /** @description west,south,east,north in degrees */
                box: string;
                day?: string;
                district?: string;
                filter?: string;
                knownAt?: number;
                party?: string;
                q?: string;
            };
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asOf: {
                            day: string;
                            /** @description epoch milliseconds */
                            knownAt: number | null;
                        };
                        features: {
                            geometry: {
                                /** @description as in GeoJSON */
                                coordinates: unknown[];
                                /** @enum {string} */
                                type: "Point" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon";
                            };
                            id: string;
                            properties: {
                                code: string;
                                district: string;
                                districtName: string;
                                name: string;
                                party: string | null;
                            };
                            /** @enum {string} */
                            type: "Feature";
                        }[];
                        /** @description above 2 000: how many lie in each square, in their middle */
                        gathered: {
                            lat: number;
                            lon: number;
                            n: number;
                        }[];
                        schematic: boolean;
                        /** @description in the window */
                        total: number;
                        /** @enum {string} */
                        type: "FeatureCollection";
                    };
                };
            };
        };
    };
    getRegistersRegisterMerges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            by: string;
                            day: string;
                            gone: string;
                            goneName: string;
                            id: string;
                            keep: string;
                            /** @description epoch milliseconds */
                            undoneAt: number | null;
                            undoneBy: string | null;
                            why: string;
                        }[];
                    };
                };
            };
        };
    };
    postRegistersRegisterMerges: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    day: string;
                    gone: string;
                    keep: string;
                    why: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        by: string;
                        day: string;
                        gone: string;
                        goneName: string;
                        id: string;
                        keep: string;
                        /** @description epoch milliseconds */
                        undoneAt: number | null;
                        undoneBy: string | null;
                        why: string;
                    };
                };
            };
        };
    };
    getRegistersRegisterRequests: {
        parameters: {
            query?: {
                code?: string;
                waiting?: "true" | "false";
            };
            header?: never;
            path: {
                register: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            /** @description as it holds on that day now */
                            before: {
                                by: string;
                                code: string;
                                /** @description of what survey the position was before it was converted */
                                datum: string | null;
                                district: string;
                                districtName: string;
                                fields: {
                                    [key: string]: string | number;
                                };
                                /** @description epoch milliseconds */
                                knownFrom: number;
                                /** @description epoch milliseconds */
                                knownTo: number | null;
                                lat: number | null;
                                lon: number | null;
                                name: string;
                                /** @description of the fields that are references: what they lead to is called */
                                names: {
                                    [key: string]: string;
                                };
                                party: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                place: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                validFrom: string;
                                /** @description the first day on which it no longer holds */
                                validTo: string | null;
                            } | null;
                            byName: string;
                            code: string;
                            day: string;
                            /** @description epoch milliseconds */
                            decidedAt: number | null;
                            decidedName: string | null;
                            /** @description as it would be */
                            entry: {
                                by: string;
                                code: string;
                                /** @description of what survey the position was before it was converted */
                                datum: string | null;
                                district: string;
                                districtName: string;
                                fields: {
                                    [key: string]: string | number;
                                };
                                /** @description epoch milliseconds */
                                knownFrom: number;
                                /** @description epoch milliseconds */
                                knownTo: number | null;
                                lat: number | null;
                                lon: number | null;
                                name: string;
                                /** @description of the fields that are references: what they lead to is called */
                                names: {
                                    [key: string]: string;
                                };
                                party: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                place: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                } | null;
                                validFrom: string;
                                /** @description the first day on which it no longer holds */
                                validTo: string | null;
                            };
                            id: number;
                            mayDecide: boolean;
                            mayWithdraw: boolean;
                            name: string;
                            register: string;
                            says: string;
                            /** @enum {string} */
                            state: "waiting" | "agreed" | "refused" | "withdrawn";
                            until: string | null;
                            /** @enum {string} */
                            what: "put" | "end";
                            why: string | null;
                            whyNot: string | null;
                            whyNotEn: string | null;
                        }[];
                        register: {
                            /** @description roles of which another person must agree to a change by hand; null when none must */
                            approval: string[] | null;
                            /** @description that hold today, in my scope */
                            entries: number;
                            fields: {
                                atLeast: number | null;
                                atMost: number | null;
                                /** @description written by acts of files only: a form leaves it out */
                                byFile: boolean;
                                choices: {
                                    name: string;
                                    nameEn: string;
                                    value: string;
                                }[];
                                /** @description the law that asks for it */
                                clause: string | null;
                                column: boolean;
                                field: string;
                                filter: boolean;
                                /** @description this role sees it masked */
                                masked: boolean;
                                name: string;
                                nameEn: string;
                                /** @description the register a reference leads to */
                                of: string | null;
                                required: boolean;
                                requiredWhen: {
                                    field: string;
                                    is: string[];
                                } | null;
                                /** @description kept where no request reads it: can be set, is never shown */
                                secret: boolean;
                                sort: boolean;
                                /** @enum {string} */
                                type: "text" | "longText" | "number" | "day" | "choice" | "choices" | "yesNo" | "ref";
                                unit: string | null;
                                unitEn: string | null;
                                /** @description what it was called in earlier versions */
                                was: string[];
                            }[];
                            id: string;
                            mayWrite: boolean;
                            name: string;
                            nameEn: string;
                            /** @enum {string} */
                            party: "self" | "required" | "optional" | "none";
                            /** @enum {string} */
                            place: "self" | "required" | "optional" | "none";
                            position: boolean;
                            programme: {
                                id: string;
                                name: string;
                                nameEn: string;
                            };
                            /** @description drawn by hand: shown as 示意 */
                            schematic: boolean;
                            /** @enum {string|null} */
                            shape: "line" | "polygon" | null;
                            shared: boolean;
                            /** @description the code is typed; otherwise it follows from the rest */
                            typesCode: boolean;
                            typesName: boolean;
                            /** @description changes that wait for somebody to agree */
                            waiting: number;
                            watches: {
                                cite: string | null;
                                /** @description days before */
                                days: number | null;
                                name: string;
                                nameEn: string;
                                of: string;
                                ofEn: string;
                                /** @description years after */
                                years: number | null;
                            }[];
                            /** @description why I may not write it */
                            why: string | null;
                            whyEn: string | null;
                        };
                    };
                };
            };
        };
    };
    postRegistersRegisterRequestsRequestDecision: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
                request: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    agrees: boolean;
                    /** @default  */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        /** @description as it holds on that day now */
                        before: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        } | null;
                        byName: string;
                        code: string;
                        day: string;
                        /** @description epoch milliseconds */
                        decidedAt: number | null;
                        decidedName: string | null;
                        /** @description as it would be */
                        entry: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        };
                        id: number;
                        mayDecide: boolean;
                        mayWithdraw: boolean;
                        name: string;
                        register: string;
                        says: string;
                        /** @enum {string} */
                        state: "waiting" | "agreed" | "refused" | "withdrawn";
                        until: string | null;
                        /** @enum {string} */
                        what: "put" | "end";
                        why: string | null;
                        whyNot: string | null;
                        whyNotEn: string | null;
                    };
                };
            };
        };
    };
    postRegistersRegisterRequestsRequestWithdrawal: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                register: string;
                request: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description epoch milliseconds */
                        at: number;
                        /** @description as it holds on that day now */
                        before: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        } | null;
                        byName: string;
                        code: string;
                        day: string;
                        /** @description epoch milliseconds */
                        decidedAt: number | null;
                        decidedName: string | null;
                        /** @description as it would be */
                        entry: {
                            by: string;
                            code: string;
                            /** @description of what survey the position was before it was converted */
                            datum: string | null;
                            district: string;
                            districtName: string;
                            fields: {
                                [key: string]: string | number;
                            };
                            /** @description epoch milliseconds */
                            knownFrom: number;
                            /** @description epoch milliseconds */
                            knownTo: number | null;
                            lat: number | null;
                            lon: number | null;
                            name: string;
                            /** @description of the fields that are references: what they lead to is called */
                            names: {
                                [key: string]: string;
                            };
                            party: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            place: {
                                id: string;
                                kind: string;
                                name: string;
                            } | null;
                            validFrom: string;
                            /** @description the first day on which it no longer holds */
                            validTo: string | null;
                        };
                        id: number;
                        mayDecide: boolean;
                        mayWithdraw: boolean;
                        name: string;
                        register: string;
                        says: string;
                        /** @enum {string} */
                        state: "waiting" | "agreed" | "refused" | "withdrawn";
                        until: string | null;
                        /** @enum {string} */
                        what: "put" | "end";
                        why: string | null;
                        whyNot: string | null;
                        whyNotEn: string | null;
                    };
                };
            };
        };
    };
    postRegistersLogger: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 60 */
                    expectedSeconds?: number;
                    /** @default 10 */
                    minuteMinutes?: number;
                    mn: string;
                    outlet: string;
                    pw: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
        };
    };
    getReport: {
        parameters: {
            query?: {
                year?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description when the weekly look is; null when there is none */
                        at: string | null;
                        kinds: {
                            /** @description what is from before this day is of age */
                            before: string | null;
                            cite: string;
                            /** @enum {string|null} */
                            confidence: "A" | "B" | "C" | null;
                            /** @enum {string} */
                            goesBy: "never" | "sweep" | "twoPeople" | "noTableYet";
                            id: string;
                            /** @description longer than the law asks, as set in the configuration */
                            isLonger: boolean;
                            /** @description null: kept for good */
                            months: number | null;
                            note: string;
                            says: string;
                            saysEn: string;
                            tables: string[];
                        }[];
                    };
                };
            };
        };
    };
    getRetentionHolds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            file: string | null;
                            fromDay: string | null;
                            id: string;
                            /** @description epoch milliseconds */
                            liftedAt: number | null;
                            liftedBy: string | null;
                            liftedWhy: string | null;
                            party: string | null;
                            place: string | null;
                            reason: string;
                            /** @description epoch milliseconds */
                            setAt: number;
                            setBy: string;
                            toDay: string | null;
                        }[];
                    };
                };
            };
        };
    };
    postRetentionHolds: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    file?: string | null;
                    fromDay?: string | null;
                    party?: string | null;
                    place?: string | null;
                    reason: string;
                    toDay?: string | null;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
        };
    };
    postRetentionHoldsIdLift: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    why: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lifted: boolean;
                    };
                };
            };
        };
    };
    postRetentionLook: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ordered: boolean;
                    };
                };
            };
        };
    };
    getRetentionRemovals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            before: string;
                            canDecide: string | null;
                            /** @description why the asker cannot; null when they can */
                            canPropose: string | null;
                            /** @description epoch milliseconds */
                            decidedAt: number | null;
                            decidedByName: string | null;
                            decidedWhy: string | null;
                            /** @description epoch milliseconds */
                            endedAt: number | null;
                            id: string;
                            kind: string;
                            outcome: {
                                digest: string;
                                rows: number;
                                table: string;
                            }[];
                            /** @description epoch milliseconds */
                            preparedAt: number;
                            /** @description epoch milliseconds */
                            proposedAt: number | null;
                            proposedByName: string | null;
                            report: {
                                bytes: number;
                                cited: number;
                                goes: number;
                                held: number;
                                old: number;
                                /** @description epoch milliseconds */
                                oldest: number | null;
                                table: string;
                            }[];
                            says: string;
                            saysEn: string;
                            /** @enum {string} */
                            state: "prepared" | "proposed" | "confirmed" | "done" | "dropped";
                        }[];
                    };
                };
            };
        };
    };
    postRetentionRemovalsIdDecide: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "confirm" | "drop";
                    /** @default  */
                    why?: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        before: string;
                        canDecide: string | null;
                        /** @description why the asker cannot; null when they can */
                        canPropose: string | null;
                        /** @description epoch milliseconds */
                        decidedAt: number | null;
                        decidedByName: string | null;
                        decidedWhy: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        id: string;
                        kind: string;
                        outcome: {
                            digest: string;
                            rows: number;
                            table: string;
                        }[];
                        /** @description epoch milliseconds */
                        preparedAt: number;
                        /** @description epoch milliseconds */
                        proposedAt: number | null;
                        proposedByName: string | null;
                        report: {
                            bytes: number;
                            cited: number;
                            goes: number;
                            held: number;
                            old: number;
                            /** @description epoch milliseconds */
                            oldest: number | null;
                            table: string;
                        }[];
                        says: string;
                        saysEn: string;
                        /** @enum {string} */
                        state: "prepared" | "proposed" | "confirmed" | "done" | "dropped";
                    };
                };
            };
        };
    };
    postRetentionRemovalsIdPropose: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        before: string;
                        canDecide: string | null;
                        /** @description why the asker cannot; null when they can */
                        canPropose: string | null;
                        /** @description epoch milliseconds */
                        decidedAt: number | null;
                        decidedByName: string | null;
                        decidedWhy: string | null;
                        /** @description epoch milliseconds */
                        endedAt: number | null;
                        id: string;
                        kind: string;
                        outcome: {
                            digest: string;
                            rows: number;
                            table: string;
                        }[];
                        /** @description epoch milliseconds */
                        preparedAt: number;
                        /** @description epoch milliseconds */
                        proposedAt: number | null;
                        proposedByName: string | null;
                        report: {
                            bytes: number;
                            cited: number;
                            goes: number;
                            held: number;
                            old: number;
                            /** @description epoch milliseconds */
                            oldest: number | null;
                            table: string;
                        }[];
                        says: string;
                        saysEn: string;
                        /** @enum {string} */
                        state: "prepared" | "proposed" | "confirmed" | "done" | "dropped";
                    };
                };
            };
        };
    };
    getSearch: {
        parameters: {
            query: {
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        registers: {
                            entries: {
                                code: string;
                                district: string;
                                districtName: string;
                                name: string;
                                party: string | null;
                            }[];
                            register: string;
                            registerName: string;
                            registerNameEn: string;
                            total: number;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    postSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    login: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description where to go to leave the identity provider too */
                        leave: string | null;
                    };
                };
            };
        };
    };
    getSetAside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description epoch milliseconds */
                            at: number;
                            day: string;
                            detail: {
                                [key: string]: unknown;
                            };
                            district: string;
                            error: string;
                            fact: string;
                            kind: string;
                            party: string | null;
                            place: string | null;
                            reaction: string;
                            ref: components["schemas"]["Ref"];
                            tries: number;
                        }[];
                    };
                };
            };
        };
    };
    postSetAsideRetry: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    fact: number;
                    reaction: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        retried: boolean;
                    };
                };
            };
        };
    };
    postSetAsideSkip: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    fact: number;
                    reaction: string;
                    why: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        skipped: boolean;
                    };
                };
            };
        };
    };
    getStations: {
        parameters: {
            query?: {
                district?: string;
                format?: "json" | "csv";
                kind?: string;
                /** @description part of the name, the firm or the MN: what the screen searches */
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StationSummary"][];
                    };
                    "text/csv": string;
                };
            };
        };
    };
    getStationsOutlet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outlet: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Station"];
                };
            };
        };
    };
    getStationsOutletSeries: {
        parameters: {
            query: {
                format?: "json" | "csv";
                from?: number;
                parameter: string;
                to?: number;
            };
            header?: never;
            path: {
                outlet: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description as asked by `format` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                    "text/csv": string;
                };
            };
        };
    };
    getStudyBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyBalance"];
                };
            };
        };
    };
    getTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            channel: string;
                            fields: {
                                field: string;
                                name: string;
                                optional: boolean;
                                sample: string;
                            }[];
                            id: string;
                            inForce: number;
                            name: string;
                            nameEn: string;
                            preview: {
                                body: string;
                                characters: number;
                                flaws: {
                                    says: string;
                                    saysEn: string;
                                }[];
                                segments: number;
                            };
                            to: string;
                            urgent: boolean;
                            versions: {
                                /** @description epoch milliseconds */
                                at: number | null;
                                byName: string | null;
                                effectiveFrom: string | null;
                                many: string | null;
                                text: string;
                                version: number;
                                why: string | null;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    postTemplatesId: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date */
                    effectiveFrom: string;
                    many: string | null;
                    text: string;
                    why: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channel: string;
                        fields: {
                            field: string;
                            name: string;
                            optional: boolean;
                            sample: string;
                        }[];
                        id: string;
                        inForce: number;
                        name: string;
                        nameEn: string;
                        preview: {
                            body: string;
                            characters: number;
                            flaws: {
                                says: string;
                                saysEn: string;
                            }[];
                            segments: number;
                        };
                        to: string;
                        urgent: boolean;
                        versions: {
                            /** @description epoch milliseconds */
                            at: number | null;
                            byName: string | null;
                            effectiveFrom: string | null;
                            many: string | null;
                            text: string;
                            version: number;
                            why: string | null;
                        }[];
                    };
                };
            };
        };
    };
    postTemplatesIdPreview: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    many: string | null;
                    text: string;
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        body: string;
                        characters: number;
                        flaws: {
                            says: string;
                            saysEn: string;
                        }[];
                        segments: number;
                    };
                };
            };
        };
    };
    getToday: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Today"];
                };
            };
        };
    };
    postUploads: {
        parameters: {
            query?: {
                kind?: string;
            };
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimed: {
                            device?: string;
                            height?: number;
                            lat?: number;
                            lon?: number;
                            /** @description the camera's own civil time, in no time zone */
                            takenAt?: string;
                            width?: number;
                        };
                        /** @description SM3 of the content */
                        hash: string;
                        /** @description named by an act that attaches it; only by who uploaded it */
                        id: string;
                        /** @description as it may stand in a folder */
                        name: string;
                        size: number;
                        type: string;
                    };
                };
            };
        };
    };
    getVerdictsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                    };
                };
            };
        };
    };
    postWebhooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookAskedInput"];
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMade"];
                };
            };
        };
    };
    getWebhooksIdDeliveries: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        /** @description cursor of the next page; null on the last */
                        next: string | null;
                    };
                };
            };
        };
    };
    postWebhooksIdKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMade"];
                };
            };
        };
    };
    postWebhooksIdRetry: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        retried: number;
                    };
                };
            };
        };
    };
    postWebhooksIdState: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same key again is answered as the first time; nothing is done twice */
                "idempotency-key"?: string;
                /** @description the csrf of the session; without it a change is refused */
                "x-csrf-token"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    state: "active" | "paused" | "ended";
                };
            };
        };
        responses: {
            /** @description refused: why, and what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description our own fault, or the database is away */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
}
