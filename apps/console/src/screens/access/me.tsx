/** One's own account: who one is here, and what that role does. */
import { Facts, PageHead, Panel } from '../../parts/page.tsx';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';

export default function MeScreen() {
  const { t } = useTexts();
  const person = usePerson();
  return (
    <>
      <PageHead title={t('access.me.title')} lead={[person.body, person.roleName].filter(Boolean).join(' · ')} />
      <Panel testid="me">
        <Facts
          of={[
            { name: t('access.me.name'), value: person.name },
            { name: t('access.me.login'), value: person.login },
            { name: t('access.me.role'), value: person.roleName },
            { name: t('access.me.body'), value: person.body || t('shell.nothing') },
            { name: t('access.me.what'), value: t(`access.me.${person.role}`), wide: true },
          ]}
        />
      </Panel>
    </>
  );
}
